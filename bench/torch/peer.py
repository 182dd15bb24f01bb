"""The peer: the same network and step in PyTorch at its best. Prints the milliseconds of processor time of a step."""
import os
import time

if "avx512f" in open("/proc/cpuinfo").read():
    os.environ.setdefault("ATEN_CPU_CAPABILITY", "avx512")
    os.environ.setdefault("OPENBLAS_CORETYPE", "SKYLAKEX")

import torch
from torch import nn
from torch.nn import functional as F


def norm(channels):
    return nn.BatchNorm2d(channels, eps=1.001e-5, momentum=0.01)


class Bottleneck(nn.Module):
    def __init__(self, channels, project):
        super().__init__()
        self.reduce, self.reduce_norm = nn.Conv2d(channels, 64, 1), norm(64)
        self.middle, self.middle_norm = nn.Conv2d(64, 64, 3, padding=1), norm(64)
        self.expand, self.expand_norm = nn.Conv2d(64, 256, 1), norm(256)
        self.shortcut = nn.Sequential(nn.Conv2d(channels, 256, 1), norm(256)) if project else None

    def forward(self, x):
        around = x if self.shortcut is None else self.shortcut(x)
        x = F.relu(self.reduce_norm(self.reduce(x)), inplace=True)
        x = F.relu(self.middle_norm(self.middle(x)), inplace=True)
        return F.relu(self.expand_norm(self.expand(x)).add_(around), inplace=True)


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem, self.stem_norm = nn.Conv2d(3, 64, 7, stride=2, padding=3), norm(64)
        self.blocks = nn.Sequential(Bottleneck(64, True), Bottleneck(256, False), Bottleneck(256, False))
        self.head = nn.Linear(256, 10)

    def forward(self, x):
        x = F.relu(self.stem_norm(self.stem(x)), inplace=True)
        x = F.max_pool2d(F.pad(x, (1, 1, 1, 1)), 3, 2)
        return self.head(self.blocks(x).mean((2, 3)))


torch.set_num_threads(1)
torch.manual_seed(1)
network = Network().to(memory_format=torch.channels_last)
optimizer = torch.optim.Adam(network.parameters(), lr=1e-4, eps=1e-7, foreach=True)
images = torch.randn(8, 3, 32, 32).to(memory_format=torch.channels_last)
labels = torch.randint(0, 10, (8,))
for step in range(650):
    if step == 50:
        start = time.process_time()
    optimizer.zero_grad(set_to_none=True)
    F.cross_entropy(network(images), labels).backward()
    optimizer.step()
print(1000 * (time.process_time() - start) / 600)
