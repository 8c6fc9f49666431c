"""A Llama-style decoder, written out: rotary positions, grouped-query attention, RMSNorm, SwiGLU, and
a KV cache of fixed size that each call updates in place."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F


@dataclass(frozen=True)
class LlamaConfig:
    vocabulary: int = 4096
    width: int = 512
    hidden: int = 1408
    layers: int = 4
    heads: int = 8
    kv_heads: int = 2
    cache: int = 128  # positions that the KV cache holds

    @property
    def head_width(self) -> int:
        return self.width // self.heads


def rotary_table(config: LlamaConfig) -> tuple[Tensor, Tensor]:
    """Cosines and sines, each (cache, head width), of every position's rotation."""
    half = torch.arange(0, config.head_width, 2) / config.head_width
    angles = torch.outer(torch.arange(config.cache).float(), 10000.0**-half)
    angles = torch.cat((angles, angles), dim=-1)
    return angles.cos(), angles.sin()


def rotate(x: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
    first, second = x.chunk(2, dim=-1)
    return x * cosine + torch.cat((-second, first), dim=-1) * sine


class Attention(nn.Module):
    """Attention of the call's tokens to all positions of the cache up to their own."""

    cache_k: Tensor
    cache_v: Tensor

    def __init__(self, config: LlamaConfig) -> None:
        super().__init__()
        self.config = config
        kv = config.kv_heads * config.head_width
        self.q = nn.Linear(config.width, config.width, bias=False)
        self.k = nn.Linear(config.width, kv, bias=False)
        self.v = nn.Linear(config.width, kv, bias=False)
        self.out = nn.Linear(config.width, config.width, bias=False)
        shape = (1, config.kv_heads, config.cache, config.head_width)
        self.register_buffer("cache_k", torch.zeros(shape))
        self.register_buffer("cache_v", torch.zeros(shape))

    def heads(self, x: Tensor) -> Tensor:
        batch, tokens, _ = x.shape
        return x.view(batch, tokens, -1, self.config.head_width).transpose(1, 2)

    def forward(
        self, x: Tensor, positions: Tensor, rotation: tuple[Tensor, Tensor], mask: Tensor
    ) -> Tensor:
        q = rotate(self.heads(self.q(x)), *rotation)
        k = rotate(self.heads(self.k(x)), *rotation)
        self.cache_k.index_copy_(2, positions, k)
        self.cache_v.index_copy_(2, positions, self.heads(self.v(x)))
        y = F.scaled_dot_product_attention(
            q, self.cache_k, self.cache_v, attn_mask=mask, enable_gqa=True
        )
        return self.out(y.transpose(1, 2).reshape(x.shape))


class Layer(nn.Module):
    def __init__(self, config: LlamaConfig) -> None:
        super().__init__()
        self.attention_norm = nn.RMSNorm(config.width, eps=1e-5)
        self.attention = Attention(config)
        self.mlp_norm = nn.RMSNorm(config.width, eps=1e-5)
        self.gate = nn.Linear(config.width, config.hidden, bias=False)
        self.up = nn.Linear(config.width, config.hidden, bias=False)
        self.down = nn.Linear(config.hidden, config.width, bias=False)

    def forward(
        self, x: Tensor, positions: Tensor, rotation: tuple[Tensor, Tensor], mask: Tensor
    ) -> Tensor:
        x = x + self.attention(self.attention_norm(x), positions, rotation, mask)
        y = self.mlp_norm(x)
        return x + self.down(F.silu(self.gate(y)) * self.up(y))


class Llama(nn.Module):
    """Tokens (1, T) and their positions (T,), both int64, to logits (1, T, vocabulary).

    The KV cache is part of the module's state: a later call sees the tokens of earlier ones.
    """

    cosine: Tensor
    sine: Tensor

    def __init__(self, config: LlamaConfig) -> None:
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.vocabulary, config.width)
        self.layers = nn.ModuleList(Layer(config) for _ in range(config.layers))
        self.norm = nn.RMSNorm(config.width, eps=1e-5)
        self.head = nn.Linear(config.width, config.vocabulary, bias=False)
        cosine, sine = rotary_table(config)
        self.register_buffer("cosine", cosine)
        self.register_buffer("sine", sine)

    def forward(self, tokens: Tensor, positions: Tensor) -> Tensor:
        x = self.embedding(tokens)
        rotation = (self.cosine[positions], self.sine[positions])
        known = torch.arange(self.config.cache, device=tokens.device)
        mask = known[None, :] <= positions[:, None]
        for layer in self.layers:
            x = layer(x, positions, rotation, mask)
        return self.head(self.norm(x))
