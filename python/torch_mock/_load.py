"""Loads the extension module and makes it the device ``mock`` of PyTorch."""

from __future__ import annotations

from pathlib import Path

import torch

_loaded = False


def _minor(version: str) -> str:
    return ".".join(version.split("+")[0].split(".")[:2])


def check_torch_version(built: str, found: str) -> None:
    """Refuses a PyTorch whose minor version is another than the one that was built against.

    The extension module uses C++ interfaces that change from one minor version to the next.

    Args:
        built: version of the PyTorch that the extension was built with.
        found: version of the PyTorch that imports it.

    Raises:
        ImportError: the minor versions differ.
    """
    if _minor(built) != _minor(found):
        raise ImportError(
            f"torch-mock was built for torch {_minor(built)}.* (with {built}), but torch {found} "
            f"is installed. Install torch {_minor(built)}.*, or rebuild torch-mock, or set "
            "TORCH_DEVICE_BACKEND_AUTOLOAD=0 to import torch without the mock device."
        )


def load() -> None:
    """Registers the device. Later calls do nothing.

    Raises:
        ImportError: the installed PyTorch is not the one that torch-mock was built for, or
            another package has taken PyTorch's place for a device from outside.
    """
    global _loaded
    if _loaded:
        return
    from torch_mock import _build

    check_torch_version(_build.torch_version, torch.__version__)
    taken = torch._C._get_privateuse1_backend_name()
    if taken not in ("privateuseone", "mock"):
        raise ImportError(
            f"PyTorch has room for one device from outside, and it is {taken!r} already. Set "
            "TORCH_DEVICE_BACKEND_AUTOLOAD=0 and import only one of the packages."
        )
    from torch_mock import _C

    _C.set_profile_directory(str(Path(__file__).parent / "profiles"))
    torch.utils.rename_privateuse1_backend("mock")
    from torch_mock import _logging, _printing, mock

    torch._register_device_module("mock", mock)
    torch.utils.generate_methods_for_privateuse1_backend(
        for_tensor=True, for_module=True, for_packed_sequence=True, for_storage=True
    )
    _printing.install()
    _logging.install()
    _loaded = True
