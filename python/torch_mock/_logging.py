"""Sends what the package logs to the device's logger, so that both have one level and one output."""

from __future__ import annotations

import logging

from torch_mock import _C

#: The level in Python of each level of the device's logger, trace to off.
_LEVELS = (5, logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR, logging.CRITICAL + 1)


class _DeviceLog(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        number = max((n for n, level in enumerate(_LEVELS) if level <= record.levelno), default=0)
        _C.write_log(min(number, len(_LEVELS) - 2), self.format(record))


def install() -> None:
    """Gives the logger ``torch_mock`` its handler and the level that TORCH_MOCK_LOG names."""
    logger = logging.getLogger("torch_mock")
    logger.addHandler(_DeviceLog())
    logger.setLevel(_LEVELS[_C.log_level()])
