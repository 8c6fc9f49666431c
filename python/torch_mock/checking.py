"""``check``: would this model run on such a device? Compiles, never executes."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from torch_mock import config
from torch_mock.errors import ConfigError

if TYPE_CHECKING:
    import torch

    from torch_mock.report import Report


def check(
    model: Callable[..., Any],
    *args: Any,
    profile: str | os.PathLike[str] | None = None,
    enforcement: str | None = None,
    as_dtype: torch.dtype | None = None,
    **kwargs: Any,
) -> Report:
    """Compiles ``model(*args, **kwargs)`` for a profile and reports every limit that it breaks.

    Nothing is executed: tensors are replaced by fake ones that have shapes and types only, so the
    model may be larger than the memory. The backward pass is compiled where inputs or parameters
    require gradients and gradients are enabled. Graph breaks are violations of
    ``capture.graph-break``; a call that yields no graph violates ``capture.no-graph``.

    Args:
        model: a module or any callable.
        profile: name or file, of any kind; the default is the configuration's, then that of the
            device which the tensors are on, then ``mock-v1``.
        enforcement: ``strict`` or ``lenient``; decides the actions in the report, raises nothing.
        as_dtype: a floating point type that the floating point parameters, buffers and inputs are
            taken to have.

    Raises:
        ConfigError: an unknown profile, enforcement or configuration.
        NotImplementedError: an input that no graph of the device can have, by name.
        Exception: what the model itself raises for these inputs.
    """
    given = {"profile": profile, "enforcement": enforcement}
    effective = config.with_options(
        {key: value for key, value in given.items() if value is not None}, "argument"
    )
    _require_profile(effective.profile)
    from torch_mock.compile.check_session import CheckSession

    return CheckSession(effective, as_dtype).run(model, args, kwargs)


def _require_profile(name: str | None) -> None:
    from torch_mock import _C

    if name is not None:
        try:
            _C.compiler.profile_digest(name)
        except ValueError as error:
            raise ConfigError(str(error)) from None
