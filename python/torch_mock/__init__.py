"""torch-mock: a PyTorch device whose compiler reports every limit that a model breaks.

``import torch`` is enough to have the device (``torch.device("mock")``, ``torch.mock``); this
package adds what belongs to the compiler: ``check``, ``config``, ``last_report``, ``Report`` and
``ConstraintError``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any


def _autoload() -> None:
    """Registers the device with PyTorch: the entry point of the group ``torch.backends``."""
    from torch_mock import _load

    _load.load()


# `import torch` calls _autoload() of this half-made module when the package is imported first,
# which is why the function stands above the import.
import torch  # noqa: E402, F401

_autoload()

from torch_mock._build import version as __version__  # noqa: E402

if TYPE_CHECKING:
    from torch_mock import config as config
    from torch_mock.checking import check as check
    from torch_mock.errors import ConstraintError as ConstraintError
    from torch_mock.report import Report as Report
    from torch_mock.report import last_report as last_report

#: Names that are imported at their first use, since `import torch` must stay fast: attribute to
#: (module, name in it; None is the module itself).
_LAZY = {
    "check": ("torch_mock.checking", "check"),
    "config": ("torch_mock.config", None),
    "ConstraintError": ("torch_mock.errors", "ConstraintError"),
    "Report": ("torch_mock.report", "Report"),
    "last_report": ("torch_mock.report", "last_report"),
}

__all__ = ["ConstraintError", "Report", "__version__", "check", "config", "last_report"]


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    module_name, attribute = _LAZY[name]
    module = importlib.import_module(module_name)
    value = module if attribute is None else getattr(module, attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_LAZY})
