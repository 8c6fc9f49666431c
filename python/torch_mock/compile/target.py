"""Which device and profile a graph is compiled for."""

from __future__ import annotations

import dataclasses
import functools

from torch_mock import _C
from torch_mock.config import Config

DEFAULT_PROFILE = "mock-v1"


@dataclasses.dataclass(frozen=True)
class Target:
    """A device, or for a check only a profile.

    Attributes:
        device: index of the device that runs the graph; None for a check.
        profile: name or file; None is the device's own.
    """

    device: int | None
    profile: str | None

    @property
    def index(self) -> int:
        """The device index that tensors of the captured graph carry."""
        return self.device or 0


@functools.lru_cache(maxsize=64)
def _digest(profile: str) -> str:
    return str(_C.compiler.profile_digest(profile))


def _is_profile_of(device: int, profile: str) -> bool:
    return profile == _C.compiler.configured_profiles()[device] or _digest(
        profile
    ) == _C.compiler.device_profile_digest(device)


def for_device_model(config: Config, device: int) -> Target:
    """The target of a model whose tensors live on ``mock:device``. A profile that options or
    ``config.patch`` ask for must be that device's: ValueError otherwise."""
    wanted = config.profile
    if wanted is None or "profile" not in config.explicit or _is_profile_of(device, wanted):
        return Target(device, None)
    has = _C.compiler.configured_profiles()[device]
    raise ValueError(
        f"profile {wanted!r} was asked for, but the tensors are on mock:{device}, whose profile is {has!r}; "
        f"choose profiles before the first use of a device (TORCH_MOCK_DEVICES={wanted} or "
        f"torch.mock.configure([{wanted!r}])), leave the model on the CPU, or use torch_mock.check"
    )


def for_host_model(config: Config, current_device: int) -> Target:
    """The target of a model on the CPU: the first device with the wanted profile, else the current
    device. ValueError where no device has the profile."""
    wanted = config.profile
    if wanted is None or _is_profile_of(current_device, wanted):
        return Target(current_device, None)
    configured = _C.compiler.configured_profiles()
    for device in range(len(configured)):
        if _is_profile_of(device, wanted):
            return Target(device, None)
    raise ValueError(
        f"no device has the profile {wanted!r}; the devices of this process have {', '.join(configured)}; "
        f"choose profiles before the first use of a device (TORCH_MOCK_DEVICES={wanted} or "
        f"torch.mock.configure([{wanted!r}])), or use torch_mock.check, which takes any profile"
    )


def for_check(config: Config, device: int | None) -> Target:
    """The target of a check: any profile; by default that of the tensors' device."""
    if config.profile is not None:
        return Target(None, config.profile)
    if device is not None:
        return Target(None, _C.compiler.configured_profiles()[device])
    return Target(None, DEFAULT_PROFILE)
