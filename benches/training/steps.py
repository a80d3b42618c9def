"""The same two networks in PyTorch: one training step for every line read.

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


def conv_norm(before, after, stride):
    convolution = nn.Conv2d(before, after, 3, stride, padding=1, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(after))


class Stage(nn.Module):
    def __init__(self, before, after):
        super().__init__()
        self.down = conv_norm(before, after, 2)
        self.first = conv_norm(after, after, 1)
        self.second = conv_norm(after, after, 1)

    def forward(self, features):
        features = self.down(features).relu()
        return (features + self.second(self.first(features).relu())).relu()


class Whence(nn.Module):
    def __init__(self):
        super().__init__()
        widths = [24, 40, 80, 160]
        self.stem = conv_norm(3, widths[0], 2)
        self.stages = nn.Sequential(*map(Stage, widths, widths[1:]))
        self.head = nn.Conv2d(widths[-1], 4, 1)

    def forward(self, pictures):
        return self.head(self.stages(self.stem(pictures).relu())).mean((2, 3))


def main():
    arch, side, batch, layout = sys.argv[1:]
    layout = torch.contiguous_format if layout == "contiguous" else torch.channels_last
    network = {"article": article, "whence": Whence}[arch]().to(memory_format=layout)
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
