"""Ordinary vision and language models with random weights, and how the demo runs each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from networks.llama import Llama, LlamaConfig
from networks.mobilenet import MobileNet
from networks.resnet import ResNet18
from networks.transformer import BERT, GPT2

Inputs = tuple[Tensor, ...]


@dataclass(frozen=True)
class Case:
    """A model, its inputs, and what the interpreter runs where the whole would take it too long."""

    name: str
    title: str
    make: Callable[[], nn.Module]
    inputs: Callable[[], Inputs]
    reduced: Callable[[], nn.Module] | None = None
    reduced_inputs: Callable[[], Inputs] | None = None
    reduced_size: str = ""

    def small(self) -> tuple[nn.Module, Inputs, str] | None:
        if self.reduced is None or self.reduced_inputs is None:
            return None
        return self.reduced(), self.reduced_inputs(), self.reduced_size


def images(size: int) -> Callable[[], Inputs]:
    return lambda: (torch.randn(1, 3, size, size),)


def tokens(vocabulary: int, count: int) -> Callable[[], Inputs]:
    return lambda: (torch.randint(vocabulary, (1, count)),)


def prompt(vocabulary: int, begin: int, count: int) -> Callable[[], Inputs]:
    """Tokens and their positions in the KV cache."""
    return lambda: (torch.randint(vocabulary, (1, count)), torch.arange(begin, begin + count))


LLAMA = LlamaConfig()
SMALL_LLAMA = LlamaConfig(vocabulary=512, layers=1, cache=64)
GPT2_VOCABULARY, BERT_VOCABULARY = 50257, 30522

CASES = (
    Case(
        "ResNet-18",
        "ResNet-18, 224x224, batch 1",
        ResNet18,
        images(224),
        lambda: ResNet18(classes=10),
        images(64),
        "64x64 images, 10 classes",
    ),
    Case(
        "MobileNet",
        "MobileNetV3-style: depthwise, squeeze and excite, hardswish; 224x224, batch 1",
        MobileNet,
        images(224),
        lambda: MobileNet(classes=10),
        images(64),
        "64x64 images, 10 classes",
    ),
    Case(
        "GPT-2 124M",
        "GPT-2 124M: 12 layers, sequence 128",
        GPT2,
        tokens(GPT2_VOCABULARY, 128),
        lambda: GPT2(n_layer=2, vocab_size=1000, bos_token_id=0, eos_token_id=0),
        tokens(1000, 32),
        "2 layers, sequence 32, 1,000 words",
    ),
    Case(
        "BERT-base",
        "BERT-base: 12 layers, sequence 128",
        BERT,
        tokens(BERT_VOCABULARY, 128),
        lambda: BERT(num_hidden_layers=2, vocab_size=1000),
        tokens(1000, 32),
        "2 layers, sequence 32, 1,000 words",
    ),
    Case(
        "Llama, prompt",
        f"Llama-style, {LLAMA.layers} layers: a prompt of 64 tokens into a KV cache of {LLAMA.cache}",
        lambda: Llama(LLAMA),
        prompt(LLAMA.vocabulary, 0, 64),
        lambda: Llama(SMALL_LLAMA),
        prompt(SMALL_LLAMA.vocabulary, 0, 32),
        "1 layer, prompt of 32, 512 words",
    ),
    Case(
        "Llama, next token",
        "The same, one token at position 64",
        lambda: Llama(LLAMA),
        prompt(LLAMA.vocabulary, 64, 1),
        lambda: Llama(SMALL_LLAMA),
        prompt(SMALL_LLAMA.vocabulary, 32, 1),
        "1 layer, 512 words",
    ),
)
