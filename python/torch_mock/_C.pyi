"""The extension module; backend/bindings/ declares what it has."""

from typing import Any

def __getattr__(name: str) -> Any: ...
