"""Finding the model that ``FILE_OR_MODULE:ATTR`` names."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import click

from torch_mock.errors import did_you_mean


def load_model(target: str) -> tuple[Any, tuple[Any, ...], dict[str, Any]]:
    """(model, args, kwargs) of ``FILE_OR_MODULE:ATTR``. UsageError for a target that does not exist
    or has another form; what the user's code raises passes through."""
    place, separator, name = target.rpartition(":")
    if not separator or not place or not name:
        raise click.UsageError(
            f"{target!r} must have the form FILE_OR_MODULE:ATTR, e.g. model.py:example"
        )
    module = _load_file(Path(place)) if place.endswith(".py") else _load_module(place)
    try:
        value = getattr(module, name)
    except AttributeError:
        names = [known for known in vars(module) if not known.startswith("_")]
        raise click.UsageError(f"{place} has no {name!r}{did_you_mean(name, names)}") from None
    return _unpack(value() if callable(value) else value, target)


def _load_file(path: Path) -> ModuleType:
    if not path.is_file():
        raise click.UsageError(f"there is no file {path}")
    sys.path.insert(0, str(path.resolve().parent))
    specification = importlib.util.spec_from_file_location(path.stem, path.resolve())
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules.setdefault(path.stem, module)
    specification.loader.exec_module(module)
    return module


def _load_module(name: str) -> ModuleType:
    sys.path.insert(0, str(Path.cwd()))
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name and (name == error.name or name.startswith(error.name + ".")):
            raise click.UsageError(
                f"there is no module {name!r}; a file's name ends in .py"
            ) from None
        raise


def _unpack(value: Any, target: str) -> tuple[Any, tuple[Any, ...], dict[str, Any]]:
    if isinstance(value, tuple) and len(value) in (2, 3) and callable(value[0]):
        model, args, *rest = value
        kwargs = rest[0] if rest else {}
        if isinstance(args, (tuple, list)) and isinstance(kwargs, dict):
            return model, tuple(args), kwargs
    raise click.UsageError(
        f"{target} must be, or return, (model, args) or (model, args, kwargs) with a tuple and a dict, "
        f"not {type(value).__name__}"
    )
