"""Element types: PyTorch's, by the names that profiles and reports use."""

from __future__ import annotations

import torch

NAMES: dict[torch.dtype, str] = {
    torch.bool: "bool",
    torch.uint8: "u8",
    torch.int8: "i8",
    torch.int16: "i16",
    torch.int32: "i32",
    torch.int64: "i64",
    torch.float16: "f16",
    torch.bfloat16: "bf16",
    torch.float32: "f32",
    torch.float64: "f64",
    torch.complex64: "c64",
    torch.complex128: "c128",
}


def name_of(dtype: torch.dtype, what: str) -> str:
    """The name, or NotImplementedError saying what has a type that device memory does not hold."""
    if dtype not in NAMES:
        known = ", ".join(str(known) for known in NAMES)
        raise NotImplementedError(
            f"{what} has element type {dtype}, which device memory does not hold; it holds {known}"
        )
    return NAMES[dtype]
