"""The demo's models: three ordinary ones, and one that breaks limits of the device on purpose."""

from __future__ import annotations

import inspect

import torch
from torch import Tensor, nn
from torch.nn import functional as F

GPT2_VOCABULARY = 256  # one token per byte


class DigitsMLP(nn.Module):
    """Three linear layers and a softmax over the 8x8 images of handwritten digits."""

    def __init__(self) -> None:
        super().__init__()
        self.fc1 = nn.Linear(64, 128)
        self.fc2 = nn.Linear(128, 64)
        self.fc3 = nn.Linear(64, 10)

    def forward(self, images: Tensor) -> Tensor:
        x = F.relu(self.fc1(images.flatten(1)))
        x = F.relu(self.fc2(x))
        return F.softmax(self.fc3(x), dim=-1)


class DigitsCNN(nn.Module):
    """Two convolutions with pooling and a classifier over the same images."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 16, 3, padding=1)
        self.classifier = nn.Linear(64, 10)

    def forward(self, images: Tensor) -> Tensor:
        x = F.max_pool2d(F.relu(self.conv1(images)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return F.softmax(self.classifier(x.flatten(1)), dim=-1)


class ByteGPT2(nn.Module):
    """A GPT-2 of two layers over bytes, from a transformers config, with its initial weights."""

    def __init__(self, positions: int) -> None:
        super().__init__()
        from transformers import GPT2Config, GPT2LMHeadModel

        config = GPT2Config(
            vocab_size=GPT2_VOCABULARY,
            n_positions=positions,
            n_embd=64,
            n_layer=2,
            n_head=4,
            bos_token_id=0,
            eos_token_id=0,
            use_cache=False,
        )
        self.model = GPT2LMHeadModel(config)

    def forward(self, tokens: Tensor) -> Tensor:
        logits: Tensor = self.model(tokens).logits
        return logits


class LimitBreaker(nn.Module):
    """Every stage breaks a limit of mock-v1 that the line's comment names."""

    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(100, 50)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        hidden = F.relu(self.fc(x))  # 100 and 50 are no multiples of 8
        blocks = hidden.view(2, 2, 3, 5, 2, 5, 5)  # rank 7; the device takes 6
        scaled = blocks * 0.5
        total = hidden.double().sum(dim=-1)  # the device has no f64
        gamma = torch.lgamma(hidden + 1.0)  # mock-v1 has no such operator
        return scaled, total, gamma

    @classmethod
    def lines(cls) -> set[str]:
        """The lines of its source, which every violation has to name."""
        return {line.strip() for line in inspect.getsource(cls.forward).splitlines()}
