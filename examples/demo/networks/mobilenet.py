"""A network in the style of MobileNetV3: depthwise convolutions, squeeze and excite, hardswish."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional as F

# Kernel, expanded channels, output channels, squeeze and excite, stride of each block.
BLOCKS = (
    (3, 16, 16, True, 2),
    (3, 72, 24, False, 2),
    (3, 88, 24, False, 1),
    (5, 96, 40, True, 2),
    (5, 240, 40, True, 1),
    (5, 120, 48, True, 1),
    (5, 288, 96, True, 2),
    (5, 576, 96, True, 1),
)


class SqueezeExcite(nn.Module):
    """Scales each channel by a gate that is computed from all channels' means."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        squeezed = max(8, channels // 4)
        self.reduce = nn.Conv2d(channels, squeezed, 1)
        self.expand = nn.Conv2d(squeezed, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        gate = F.relu(self.reduce(F.adaptive_avg_pool2d(x, 1)))
        return x * F.hardsigmoid(self.expand(gate))


class InvertedResidual(nn.Module):
    """Expand with 1x1, convolve each channel by itself, project with 1x1."""

    def __init__(
        self, inputs: int, kernel: int, expanded: int, outputs: int, excite: bool, stride: int
    ) -> None:
        super().__init__()
        self.expand = nn.Conv2d(inputs, expanded, 1, bias=False)
        self.expand_bn = nn.BatchNorm2d(expanded)
        self.depthwise = nn.Conv2d(
            expanded, expanded, kernel, stride, kernel // 2, groups=expanded, bias=False
        )
        self.depthwise_bn = nn.BatchNorm2d(expanded)
        self.excite = SqueezeExcite(expanded) if excite else nn.Identity()
        self.project = nn.Conv2d(expanded, outputs, 1, bias=False)
        self.project_bn = nn.BatchNorm2d(outputs)
        self.residual = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        y = F.hardswish(self.expand_bn(self.expand(x)))
        y = F.hardswish(self.depthwise_bn(self.depthwise(y)))
        y = self.project_bn(self.project(self.excite(y)))
        return x + y if self.residual else y


class MobileNet(nn.Module):
    """Images (N, 3, H, W) to logits (N, classes); made for 224x224, takes any size from 32 on."""

    def __init__(self, classes: int = 1000) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 3, 2, padding=1, bias=False)
        self.stem_bn = nn.BatchNorm2d(16)
        inputs = [16, *(outputs for _, _, outputs, _, _ in BLOCKS)]
        self.blocks = nn.Sequential(
            *(InvertedResidual(inputs[i], *block) for i, block in enumerate(BLOCKS))
        )
        self.head = nn.Conv2d(inputs[-1], 576, 1, bias=False)
        self.head_bn = nn.BatchNorm2d(576)
        self.fc1 = nn.Linear(576, 1024)
        self.fc2 = nn.Linear(1024, classes)

    def forward(self, images: Tensor) -> Tensor:
        x = F.hardswish(self.stem_bn(self.stem(images)))
        x = F.hardswish(self.head_bn(self.head(self.blocks(x))))
        x = F.adaptive_avg_pool2d(x, 1).flatten(1)
        return self.fc2(F.hardswish(self.fc1(x)))
