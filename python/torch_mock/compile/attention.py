"""Attention of a device, as PyTorch traces it, in terms of operators that the compiler knows.

``scaled_dot_product_attention`` asks the device which kernel it has and becomes an operator whose
results are those of any accelerator's kernel: sequence lengths, random states. The compiler takes the
one with the same contents and nothing else, an output and the logarithm of each row's sum; the gradient
is made of matrix products.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

aten = torch.ops.aten

#: Types in which the device computes attention; others stay a host call.
_DTYPES = (torch.float32, torch.bfloat16, torch.float16)


def _forward(
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attn_bias: torch.Tensor | None = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    return_debug_mask: bool = False,
    *,
    scale: float | None = None,
) -> Any:
    if query.dtype not in _DTYPES or dropout_p != 0.0 or query.dim() != 4:
        return NotImplemented
    output, logsumexp = aten._scaled_dot_product_flash_attention_for_cpu(
        query, key, value, dropout_p, is_causal, attn_mask=attn_bias, scale=scale
    )
    seed = torch.zeros((), dtype=torch.long, device=query.device)
    rows, keys = query.shape[2], key.shape[2]
    return output, logsumexp, None, None, rows, keys, seed, seed.clone(), None


def _probabilities(
    query: torch.Tensor,
    key: torch.Tensor,
    mask: torch.Tensor | None,
    logsumexp: torch.Tensor,
    is_causal: bool,
    scale: float,
) -> torch.Tensor:
    """The softmax of the forward pass again; 0 in rows without any score."""
    scores = query @ key.transpose(-2, -1) * scale
    if mask is not None:
        scores = scores + mask
    sums = logsumexp.unsqueeze(-1)
    removed = sums == float("-inf")
    if is_causal:
        rows = torch.arange(query.shape[2], device=query.device).unsqueeze(1)
        keys = torch.arange(key.shape[2], device=query.device)
        removed = removed | (keys > rows)
    return torch.where(removed, 0.0, torch.exp(scores - sums))


def _spread(heads: torch.Tensor, groups: int) -> torch.Tensor:
    """Grouped heads: one for each of the query, in f32."""
    b, h, s, e = heads.shape
    return heads.float().unsqueeze(2).expand(b, h, groups, s, e).reshape(b, h * groups, s, e)


def _gather(gradient: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
    """The gradient of _spread()."""
    b, h, s, e = like.shape
    return gradient.reshape(b, h, gradient.shape[1] // h, s, e).sum(2).to(like.dtype)


def _backward(
    grad_out: torch.Tensor,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attn_bias: torch.Tensor | None,
    grad_input_mask: list[bool],
    out: torch.Tensor,
    logsumexp: torch.Tensor,
    cum_seq_q: torch.Tensor | None,
    cum_seq_k: torch.Tensor | None,
    max_q: int,
    max_k: int,
    dropout_p: float,
    is_causal: bool,
    philox_seed: torch.Tensor,
    philox_offset: torch.Tensor,
    *,
    scale: float | None = None,
) -> Any:
    if query.dtype not in _DTYPES or dropout_p != 0.0 or query.dim() != 4:
        return NotImplemented
    factor = query.shape[-1] ** -0.5 if scale is None else scale
    groups = query.shape[1] // key.shape[1]
    q, k, v, grad = query.float(), _spread(key, groups), _spread(value, groups), grad_out.float()
    p = _probabilities(q, k, attn_bias, logsumexp, is_causal, factor)
    delta = (grad * out).sum(-1, keepdim=True)
    scores = p * (grad @ v.transpose(-2, -1) - delta) * factor
    gradients = (
        (scores @ k).to(query.dtype),
        _gather(scores.transpose(-2, -1) @ q, key),
        _gather(p.transpose(-2, -1) @ grad, value),
    )
    wanted = zip(gradients, grad_input_mask, strict=False)
    return (*(gradient if wants else None for gradient, wants in wanted), None)


ATTENTION: dict[Any, Callable[..., Any]] = {
    aten._scaled_dot_product_fused_attention_overrideable.default: _forward,
    aten._scaled_dot_product_fused_attention_overrideable_backward.default: _backward,
}
