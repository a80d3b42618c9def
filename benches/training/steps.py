"""The same networks in PyTorch: one training step for every line read.

Usage: steps.py ARCH SIDE BATCH contiguous|channels_last
"""

import sys

import torch
from torch import nn


def article():
    layers = []
    for before, after in [(3, 32), (32, 64), (64, 128), (128, 128)]:
        layers += [nn.Conv2d(before, after, 3), nn.ReLU(), nn.MaxPool2d(2)]
    dense = [nn.Flatten(), nn.Dropout(0.5), nn.Linear(6272, 512), nn.ReLU(), nn.Linear(512, 4)]
    return nn.Sequential(*layers, *dense)


class ConvNorm(nn.Module):
    """A convolution with TensorFlow's padding, and its batch normalisation."""

    def __init__(self, before, after, kernel, stride, groups=1):
        super().__init__()
        near = (kernel - stride) // 2
        far = kernel - stride - near
        self.pad = nn.ZeroPad2d((near, far, near, far))
        self.convolution = nn.Conv2d(before, after, kernel, stride, groups=groups, bias=False)
        self.norm = nn.BatchNorm2d(after, 1e-3)

    def forward(self, features):
        return self.norm(self.convolution(self.pad(features)))


class Block(nn.Module):
    def __init__(self, before, after, kernel, stride, expansion, activation):
        super().__init__()
        wide = before * expansion
        self.expand = ConvNorm(before, wide, 1, 1) if expansion > 1 else None
        self.depthwise = ConvNorm(wide, wide, kernel, stride, wide)
        self.project = ConvNorm(wide, after, 1, 1)
        self.residual = stride == 1 and before == after
        self.activation = activation

    def forward(self, features):
        wide = self.activation(self.expand(features)) if self.expand else features
        narrow = self.project(self.activation(self.depthwise(wide)))
        return features + narrow if self.residual else narrow


class Lite(nn.Module):
    """The network of the recipe `lite`, with the parts frozen that it freezes."""

    STAGES = [(1, 3, 1, 1, 16), (2, 3, 2, 6, 24), (2, 5, 2, 6, 40), (3, 3, 2, 6, 80), (3, 5, 1, 6, 112)]
    FROZEN = 3

    def __init__(self):
        super().__init__()
        self.stem = ConvNorm(3, 32, 3, 2)
        before, blocks = 32, []
        for count, kernel, stride, expansion, after in self.STAGES:
            for index in range(count):
                activation = nn.ReLU6() if len(blocks) < self.FROZEN else nn.ReLU()
                stride = stride if index == 0 else 1
                blocks.append(Block(before, after, kernel, stride, expansion, activation))
                before = after
        self.frozen = nn.Sequential(*blocks[: self.FROZEN])
        self.blocks = nn.Sequential(*blocks[self.FROZEN :])
        self.neck = ConvNorm(before, 256, 1, 1)
        self.head = nn.Conv2d(256, 4, 1)
        for part in (self.stem, self.frozen):
            part.eval().requires_grad_(False)

    def forward(self, pictures):
        features = self.frozen(nn.functional.relu6(self.stem(pictures)))
        return self.head(self.neck(self.blocks(features)).relu()).mean((2, 3))


def main():
    arch, side, batch, layout = sys.argv[1:]
    layout = torch.contiguous_format if layout == "contiguous" else torch.channels_last
    network = {"article": article, "lite": Lite}[arch]().to(memory_format=layout)
    optimizer = torch.optim.AdamW(network.parameters())
    pictures = torch.rand(int(batch), 3, int(side), int(side)).to(memory_format=layout)
    targets = torch.arange(int(batch)) % 4
    for _ in sys.stdin:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(network(pictures), targets)
        loss.backward()
        optimizer.step()
        print(loss.item(), flush=True)


if __name__ == "__main__":
    main()
