"""GPT-2 and BERT from the transformers library, made from their configurations with random weights."""

from __future__ import annotations

from typing import Any

from torch import Tensor, nn


class GPT2(nn.Module):
    """Tokens (N, T) int64 to logits (N, T, vocabulary). Without arguments the 124M model."""

    def __init__(self, **config: Any) -> None:
        super().__init__()
        from transformers import GPT2Config, GPT2LMHeadModel

        self.model = GPT2LMHeadModel(GPT2Config(use_cache=False, **config))

    def forward(self, tokens: Tensor) -> Tensor:
        logits: Tensor = self.model(tokens).logits
        return logits


class BERT(nn.Module):
    """Tokens (N, T) int64 to hidden states (N, T, width). Without arguments BERT-base."""

    def __init__(self, **config: Any) -> None:
        super().__init__()
        from transformers import BertConfig, BertModel

        self.model = BertModel(BertConfig(**config))

    def forward(self, tokens: Tensor) -> Tensor:
        states: Tensor = self.model(tokens).last_hidden_state
        return states
