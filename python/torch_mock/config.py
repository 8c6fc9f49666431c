"""Configuration: one frozen object, resolved from several sources.

The order of precedence, strongest first: the ``options`` of ``torch.compile`` (or keyword arguments of
``check``), ``config.patch``, the environment, ``torch_mock.toml`` or ``[tool.torch_mock]`` in
``pyproject.toml``, the defaults. Unknown keys and values are refused by name.
"""

from __future__ import annotations

import contextlib
import contextvars
import dataclasses
import functools
import os
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from torch_mock import _C
from torch_mock.errors import ConfigError, unknown_name

ENFORCEMENTS = ("strict", "lenient")
EXECUTIONS = ("fast", "checked")
EAGER_FALLBACKS = ("allow", "warn", "error")
LOG_LEVELS = ("trace", "debug", "info", "warning", "error", "off")
POLICIES = ("error", "legalize", "host_call", "warn", "ignore")

#: Configuration file names, in the order in which a folder is searched.
FILE_NAMES = ("torch_mock.toml", "pyproject.toml")


@dataclasses.dataclass(frozen=True)
class Config:
    """What a compile, a check or a device is configured by. Hashable, so that it can key caches.

    Attributes:
        enforcement: ``strict`` refuses a graph that breaks a limit, ``lenient`` legalizes it.
        profile: name or file of the profile; None is the profile of the device.
        execution: ``fast`` runs native code, ``checked`` interprets the device program.
        artifacts: folder that artifacts are written to; None writes none.
        rules: pairs of rule name and policy, sorted by name.
        eager_fallback: what an eager operator of the host library does: allow, warn or error.
        log: the least severe messages that are written to stderr.
        devices: the profile of each device of the process; None leaves the default.
        alignment: replaces the profile's alignment of main memory, in bytes.
        max_memory: replaces the profile's size of main memory, in bytes.
        explicit: keys that options or ``config.patch`` set, not the environment or a file.
    """

    enforcement: str = "lenient"
    profile: str | None = None
    execution: str = "fast"
    artifacts: str | None = None
    rules: tuple[tuple[str, str], ...] = ()
    eager_fallback: str = "allow"
    log: str = "warning"
    devices: tuple[str, ...] | None = None
    alignment: int | None = None
    max_memory: int | None = None
    explicit: frozenset[str] = frozenset()

    @property
    def strict(self) -> bool:
        """Whether violations refuse."""
        return self.enforcement == "strict"

    def as_dict(self) -> dict[str, Any]:
        """Plain data for reports and manifests."""
        values = dataclasses.asdict(self)
        values["rules"] = dict(self.rules)
        values["explicit"] = sorted(self.explicit)
        return values


def _one_of(allowed: tuple[str, ...]) -> Callable[[str, Any], str]:
    def parse(key: str, value: Any) -> str:
        if value not in allowed:
            raise unknown_name(f"value of {key}:", value, allowed)
        return str(value)

    return parse


def _path_or_none(key: str, value: Any) -> str | None:
    if value is None or value == "":
        return None
    if not isinstance(value, (str, os.PathLike)):
        raise ConfigError(f"{key} must be a string, a path or None, not {value!r}")
    return os.fspath(value)


def _positive_bytes(key: str, value: Any) -> int | None:
    if value is None:
        return None
    try:
        number = int(value) if not isinstance(value, bool) else 0
    except (TypeError, ValueError):
        number = 0
    if number <= 0:
        raise ConfigError(f"{key} must be a positive number of bytes, not {value!r}")
    return number


def _power_of_two(key: str, value: Any) -> int | None:
    number = _positive_bytes(key, value)
    if number is not None and number & (number - 1):
        raise ConfigError(f"{key} must be a power of two, not {value!r}")
    return number


def _rules(key: str, value: Any) -> tuple[tuple[str, str], ...]:
    if value is None:
        return ()
    if isinstance(value, tuple):
        value = dict(value)
    if not isinstance(value, Mapping):
        raise ConfigError(f"{key} must map rule names to policies, not {value!r}")
    for rule, policy in value.items():
        if policy not in POLICIES:
            raise unknown_name(f"policy of rule {rule!r}:", policy, POLICIES)
    return tuple(sorted((str(rule), str(policy)) for rule, policy in value.items()))


def _devices(key: str, value: Any) -> tuple[str, ...] | None:
    if value is None:
        return None
    names = value.split(",") if isinstance(value, str) else list(value)
    names = [os.fspath(name).strip() for name in names]
    if not names or not all(names):
        raise ConfigError(
            f"{key} must list at least one profile, e.g. 'mock-v1,mock-v1', not {value!r}"
        )
    return tuple(names)


_PARSERS: dict[str, Callable[[str, Any], Any]] = {
    "enforcement": _one_of(ENFORCEMENTS),
    "profile": _path_or_none,
    "execution": _one_of(EXECUTIONS),
    "artifacts": _path_or_none,
    "rules": _rules,
    "eager_fallback": _one_of(EAGER_FALLBACKS),
    "log": _one_of(LOG_LEVELS),
    "devices": _devices,
    "alignment": _power_of_two,
    "max_memory": _positive_bytes,
}

#: Keys that belong to the process, not to one compile; a device takes them from the environment.
_PROCESS_KEYS = frozenset({"eager_fallback", "log", "devices"})
OPTION_KEYS = tuple(key for key in _PARSERS if key not in _PROCESS_KEYS)


def _strict_flag(key: str, value: Any) -> str:
    text = str(value).strip().lower()
    if text in ("1", "true", "yes", "on"):
        return "strict"
    if text in ("0", "false", "no", "off"):
        return "lenient"
    raise ConfigError(f"{key} must be 0 or 1, not {value!r}")


#: Environment variable, key and a conversion before the key's own. Later entries are stronger.
_ENVIRONMENT: tuple[tuple[str, str, Callable[[str, Any], Any] | None], ...] = (
    ("MOCK_STRICT", "enforcement", _strict_flag),
    ("MOCK_ALIGNMENT", "alignment", None),
    ("MOCK_MAX_MEMORY", "max_memory", None),
    ("TORCH_MOCK_ENFORCEMENT", "enforcement", None),
    ("TORCH_MOCK_DEVICES", "devices", None),
    ("TORCH_MOCK_PROFILE", "profile", None),
    ("TORCH_MOCK_ARTIFACTS", "artifacts", None),
    ("TORCH_MOCK_EXECUTION", "execution", None),
    ("TORCH_MOCK_EAGER_FALLBACK", "eager_fallback", None),
    ("TORCH_MOCK_LOG", "log", None),
)

_patches: contextvars.ContextVar[tuple[tuple[str, Any], ...]] = contextvars.ContextVar(
    "torch_mock_config_patches", default=()
)


def parse(
    values: Mapping[str, Any], what: str, keys: tuple[str, ...] | None = None
) -> dict[str, Any]:
    """Checks names and values; ``what`` says where they come from in errors."""
    allowed = keys if keys is not None else tuple(_PARSERS)
    parsed = {}
    for key, value in values.items():
        if key not in allowed:
            raise unknown_name(f"{what} key", key, allowed)
        parsed[key] = _PARSERS[key](key, value)
    return parsed


_VARIABLES = tuple(variable for variable, _, _ in _ENVIRONMENT)


def _from_environment(values: tuple[str | None, ...]) -> dict[str, Any]:
    parsed: dict[str, Any] = {}
    for (variable, key, convert), value in zip(_ENVIRONMENT, values, strict=True):
        if value is None or value == "":
            continue
        try:
            parsed[key] = _PARSERS[key](key, convert(variable, value) if convert else value)
        except ConfigError as error:
            raise ConfigError(f"environment variable {variable}: {error}") from None
    return parsed


def _read_table(path: Path) -> dict[str, Any] | None:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"cannot read the configuration {path}: {error}") from None
    if path.name != "pyproject.toml":
        return document
    return document.get("tool", {}).get("torch_mock")


def find_file(folder: Path | None = None) -> Path | None:
    """The configuration file that applies: the nearest one from ``folder`` (default: the working
    folder) upwards. A ``pyproject.toml`` counts only with a ``[tool.torch_mock]`` table."""
    start = (folder or Path.cwd()).resolve()
    for parent in (start, *start.parents):
        for name in FILE_NAMES:
            path = parent / name
            if path.is_file() and _read_table(path) is not None:
                return path
    return None


@functools.lru_cache(maxsize=1)
def _from_file() -> dict[str, Any]:
    path = find_file()
    if path is None:
        return {}
    try:
        values = parse(_read_table(path) or {}, "configuration", OPTION_KEYS)
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None
    for key in ("profile", "artifacts"):  # relative paths in a file are relative to the file
        text = values.get(key)
        if text and (key == "artifacts" or text.endswith(".json")):
            values[key] = str(path.parent / text)
    return values


@functools.lru_cache(maxsize=256)
def _resolve(environment: tuple[str | None, ...], patches: tuple[tuple[str, Any], ...]) -> Config:
    values = {**_from_file(), **_from_environment(environment), **dict(patches)}
    return Config(**values, explicit=frozenset(key for key, _ in patches))


def current() -> Config:
    """The configuration of this thread and context, without the options of a compile."""
    return _resolve(_C.environment(_VARIABLES), _patches.get())


def with_options(options: Mapping[str, Any] | None, what: str = "option") -> Config:
    """``current()`` with the options of one compile or check on top."""
    base = current()
    if not options:
        return base
    values = parse(options, what, OPTION_KEYS)
    return dataclasses.replace(base, **values, explicit=base.explicit | frozenset(values))


@contextlib.contextmanager
def _eager_fallback(policy: str | None) -> Iterator[None]:
    """Tells the device, whose policy is one for the process."""
    if policy is None:
        yield
        return
    import torch

    previous = torch.mock.eager_fallback()  # type: ignore[attr-defined]
    torch.mock.set_eager_fallback(policy)  # type: ignore[attr-defined]
    try:
        yield
    finally:
        torch.mock.set_eager_fallback(previous)  # type: ignore[attr-defined]


@contextlib.contextmanager
def patch(**values: Any) -> Iterator[Config]:
    """Changes keys for a ``with`` block or, as a decorator, for a function.

    Takes effect at the next call of a compiled function; holds for this thread and context only,
    but for ``eager_fallback``, which is the process's. ``devices`` cannot be patched.
    """
    parsed = parse(values, "configuration")
    if "devices" in parsed:
        raise ConfigError(
            "devices cannot be patched: a device keeps its profile; call "
            "torch.mock.configure([...]) before the first use of a device"
        )
    token = _patches.set(tuple({**dict(_patches.get()), **parsed}.items()))
    try:
        with _eager_fallback(parsed.get("eager_fallback")):
            yield current()
    finally:
        _patches.reset(token)


def reload() -> Config:
    """Reads the configuration file again. (The environment is read at every use.)"""
    _from_file.cache_clear()
    _resolve.cache_clear()
    return current()
