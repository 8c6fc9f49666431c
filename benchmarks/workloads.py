"""What is measured. Everything is f32 inference with random weights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

Inputs = tuple[Tensor, ...]


@dataclass(frozen=True)
class Workload:
    """A model and the inputs of its calls: one timed step runs all of them, one after the other."""

    about: str
    make: Callable[[], Any]
    inputs: Callable[[], list[Inputs]]


def gelu_chain(x: Tensor) -> Tensor:
    return torch.tanh(F.gelu(x) * 1.5 + 0.5)


def softmax_ln(x: Tensor) -> Tensor:
    return F.layer_norm(torch.softmax(x, dim=-1), x.shape[-1:])


def small_ops(x: Tensor) -> Tensor:
    for _ in range(100):
        x = x * 1.01 + 0.01
    return x


class SmallMM(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(32, 32) * 0.1)

    def forward(self, x: Tensor) -> Tensor:
        for _ in range(100):
            x = torch.tanh(x @ self.weight)
        return x


class FiveShapes(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(1024, 1024)

    def forward(self, x: Tensor) -> Tensor:
        return F.gelu(self.fc(x))


def mlp() -> nn.Module:
    return nn.Sequential(
        nn.Linear(1024, 1024), nn.ReLU(), nn.Linear(1024, 1024), nn.ReLU(), nn.Linear(1024, 1024)
    )


def conv_block() -> nn.Module:
    layers: list[nn.Module] = []
    for _ in range(3):
        layers += [nn.Conv2d(64, 64, 3, padding=1, bias=False), nn.BatchNorm2d(64), nn.ReLU()]
    return nn.Sequential(*layers)


# The networks are those of the demo; run.py puts them on the path of the processes that measure.


def resnet18() -> nn.Module:
    from networks.resnet import ResNet18

    return ResNet18()


def gpt2() -> nn.Module:
    from networks.transformer import GPT2

    return GPT2()


def bert() -> nn.Module:
    from networks.transformer import BERT

    return BERT()


def llama_block() -> nn.Module:
    from networks.llama import Llama, LlamaConfig

    config = LlamaConfig(vocabulary=64, width=1024, hidden=2752, layers=1, heads=16, kv_heads=4)
    return Llama(config)


def vit_block() -> nn.Module:
    from networks.vit import ViTBlock

    return ViTBlock()


def normal(*shapes: tuple[int, ...]) -> Callable[[], list[Inputs]]:
    return lambda: [(torch.randn(shape),) for shape in shapes]


def tokens(vocabulary: int) -> Callable[[], list[Inputs]]:
    return lambda: [(torch.randint(vocabulary, (1, 128)),)]


WORKLOADS = {
    "gelu_chain": Workload(
        "gelu, mul, add, tanh on 4M elements", lambda: gelu_chain, normal((4 * 1024 * 1024,))
    ),
    "softmax_ln": Workload(
        "softmax and layer norm on 4096x1024", lambda: softmax_ln, normal((4096, 1024))
    ),
    "matmul_1024": Workload(
        "one product of 1024x1024 matrices",
        lambda: torch.mm,
        lambda: [(torch.randn(1024, 1024), torch.randn(1024, 1024))],
    ),
    "mlp_infer": Workload("batch 256, three layers 1024 wide", mlp, normal((256, 1024))),
    "conv_block": Workload("three conv-bn-relu at 8x64x56x56", conv_block, normal((8, 64, 56, 56))),
    "resnet18": Workload("ResNet-18, 224x224, batch 1", resnet18, normal((1, 3, 224, 224))),
    "gpt2_128": Workload("GPT-2 124M, sequence 128", gpt2, tokens(50257)),
    "bert_128": Workload("BERT-base, sequence 128", bert, tokens(30522)),
    "llama_block": Workload(
        "one Llama layer 1024 wide, 64 tokens, KV cache of 128",
        llama_block,
        lambda: [(torch.randint(64, (1, 64)), torch.arange(64))],
    ),
    "vit_block": Workload("one ViT-B block, 197 tokens", vit_block, normal((1, 197, 768))),
    "small_ops": Workload("200 fusible operators on 64 elements", lambda: small_ops, normal((64,))),
    "small_mm": Workload("100 products of 32x32 matrices with tanh", SmallMM, normal((32, 32))),
    "five_shapes": Workload(
        "linear and gelu, 1024 wide, at five batch sizes",
        FiveShapes,
        normal(*((batch, 1024) for batch in (32, 64, 96, 100, 128))),
    ),
}
