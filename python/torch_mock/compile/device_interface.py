"""What Dynamo asks a device for. Importing torch's module costs a second, so only compiles do."""

from __future__ import annotations

from typing import Any

import torch
from torch._dynamo.device_interface import DeviceInterface, register_interface_for_device


class MockInterface(DeviceInterface):
    """``torch.mock`` in the form that Dynamo knows."""

    class Worker:
        """Properties for compile workers; the device needs no initialisation for them."""

        @staticmethod
        def set_device(device: int) -> None:
            torch.mock.set_device(device)  # type: ignore[attr-defined]

        @staticmethod
        def current_device() -> int:
            return int(torch.mock.current_device())  # type: ignore[attr-defined]

        @staticmethod
        def get_device_properties(device: Any = None) -> Any:
            return torch.mock.get_device_properties(device)  # type: ignore[attr-defined]

    @staticmethod
    def current_device() -> int:
        return int(torch.mock.current_device())  # type: ignore[attr-defined]

    @staticmethod
    def set_device(device: Any) -> None:
        torch.mock.set_device(device)  # type: ignore[attr-defined]

    @staticmethod
    def device_count() -> int:
        return int(torch.mock.device_count())  # type: ignore[attr-defined]

    @staticmethod
    def is_available() -> bool:
        return bool(torch.mock.is_available())  # type: ignore[attr-defined]

    @staticmethod
    def synchronize(device: Any = None) -> None:
        torch.mock.synchronize(device)  # type: ignore[attr-defined]

    @staticmethod
    def get_compute_capability(device: Any = None) -> Any:
        return torch.mock.get_device_properties(device).name  # type: ignore[attr-defined]

    @staticmethod
    def is_bf16_supported(including_emulation: bool = False) -> bool:
        return bool(torch.mock.is_bf16_supported())  # type: ignore[attr-defined]


def register() -> None:
    """Makes the interface known for ``mock`` and for every index."""
    register_interface_for_device("mock", MockInterface)
    for index in range(MockInterface.device_count()):
        register_interface_for_device(f"mock:{index}", MockInterface)
