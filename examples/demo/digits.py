"""Handwritten digits that scikit-learn ships, and training on them on the CPU."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from sklearn.datasets import load_digits
from torch import Tensor, nn

TEST_IMAGES = 360


@dataclass(frozen=True)
class Digits:
    train_images: Tensor
    train_labels: Tensor
    test_images: Tensor
    test_labels: Tensor


def load() -> Digits:
    """1,797 images, shape (N, 1, 8, 8), values from 0 to 1; a fixed shuffle holds out 360."""
    data = load_digits()
    images = torch.tensor(data.images, dtype=torch.float32).unsqueeze(1) / 16
    labels = torch.tensor(data.target)
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(0))
    test, train = order[:TEST_IMAGES], order[TEST_IMAGES:]
    return Digits(images[train], labels[train], images[test], labels[test])


def train(model: nn.Module, digits: Digits, epochs: int) -> None:
    """Plain Adam in batches of 64; the models end in a softmax, so the loss takes its log."""
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    generator = torch.Generator().manual_seed(0)
    for _ in range(epochs):
        for batch in torch.randperm(len(digits.train_labels), generator=generator).split(64):
            optimizer.zero_grad()
            probabilities = model(digits.train_images[batch])
            loss = nn.functional.nll_loss(
                probabilities.clamp_min(1e-9).log(), digits.train_labels[batch]
            )
            loss.backward()
            optimizer.step()


def accuracy(probabilities: Tensor, labels: Tensor) -> float:
    return float((probabilities.argmax(dim=-1) == labels).float().mean())
