#!/usr/bin/python3
"""Writes reference_network.json: what PyTorch computes with the reference network.

The network is written here a second time, from its description, in double precision: an oracle that does not depend on
the order of summation. Weights and images follow from a formula that the test repeats, so that the fixture holds results only.

    apt-get install --no-install-recommends python3-torch
    /usr/bin/python3 reference_network.py
"""
import json
import math
import os

import numpy
import torch
from torch import nn
from torch.nn import functional

IMAGES, CLASSES, BATCH, STEPS = 12, 10, 8, 10


def uniform(stream, count):
    """float32 in [-1, 1): the upper 24 bits of SplitMix64's output function applied to stream * 2**32 + index."""
    with numpy.errstate(over="ignore"):
        mixed = (numpy.uint64(stream) << numpy.uint64(32)) + numpy.arange(count, dtype=numpy.uint64) + numpy.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
        mixed = mixed ^ (mixed >> numpy.uint64(31))
    return ((mixed >> numpy.uint64(40)).astype(numpy.float64) / 2**23 - 1.0).astype(numpy.float32)


class Bottleneck(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(channels, 64, 1), normalisation(64)
        self.conv2, self.bn2 = nn.Conv2d(64, 64, 3, padding=1), normalisation(64)
        self.conv3, self.bn3 = nn.Conv2d(64, 256, 1), normalisation(256)
        self.downsample = None if channels == 256 else nn.Sequential(nn.Conv2d(channels, 256, 1), normalisation(256))

    def forward(self, x):
        shortcut = x if self.downsample is None else self.downsample(x)
        x = functional.relu(self.bn1(self.conv1(x)))
        x = functional.relu(self.bn2(self.conv2(x)))
        return functional.relu(self.bn3(self.conv3(x)) + shortcut)


class ReferenceNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 64, 7, stride=2, padding=3), normalisation(64)
        self.layer1 = nn.ModuleList([Bottleneck(64), Bottleneck(256), Bottleneck(256)])
        self.fc = nn.Linear(256, CLASSES)

    def forward(self, x):
        x = functional.relu(self.bn1(self.conv1(x)))
        x = functional.max_pool2d(functional.pad(x, (1, 1, 1, 1)), 3, 2)
        for block in self.layer1:
            x = block(x)
        return self.fc(x.mean((2, 3)))


def normalisation(channels):
    return nn.BatchNorm2d(channels, eps=1.001e-5, momentum=0.01)


def fill(network):
    """Every tensor of the state in alphabetical order of the names is one stream of the formula."""
    for stream, (name, value) in enumerate(sorted((n, v) for n, v in network.state_dict().items() if v.is_floating_point())):
        u = uniform(stream + 1, value.numel()).reshape(value.shape)
        if value.dim() > 1:
            field = math.prod(value.shape[2:])
            u = u * numpy.float32(math.sqrt(6.0 / ((value.shape[0] + value.shape[1]) * field)))
        elif name.endswith("running_var") or (name.endswith("weight")):
            u = numpy.float32(1) + numpy.float32(0.25) * u
        else:
            u = numpy.float32(0.25) * u
        value.copy_(torch.from_numpy(u))


def norms(named):
    return {name: value.detach().norm().item() for name, value in named}


torch.manual_seed(0)
network = ReferenceNetwork().double()
fill(network)
rgb = torch.from_numpy(numpy.floor((uniform(0, IMAGES * 3 * 32 * 32) + 1) * numpy.float32(127.5))).reshape(IMAGES, 3, 32, 32).double()
images = rgb.flip(1) - torch.tensor([103.939, 116.779, 123.68], dtype=torch.float64).reshape(1, 3, 1, 1)
labels = torch.arange(IMAGES) * 7 % CLASSES

network.eval()
with torch.no_grad():
    logits = network(images)
result = {
    "images": IMAGES,
    "classes": CLASSES,
    "batch": BATCH,
    "parameters": sum(p.numel() for p in network.parameters()),
    "logits": logits.flatten().tolist(),
    "losses": functional.cross_entropy(logits, labels, reduction="none").tolist(),
}

network.train()
optimiser = torch.optim.Adam(network.parameters(), lr=1e-4, betas=(0.9, 0.999), eps=1e-7)
step_losses = []
for step in range(STEPS):
    rows = (torch.arange(BATCH) + step * BATCH) % IMAGES
    optimiser.zero_grad()
    loss = functional.cross_entropy(network(images[rows]), labels[rows])
    loss.backward()
    if step == 0:
        result["gradientNorms"] = norms((n, p.grad) for n, p in network.named_parameters())
    optimiser.step()
    step_losses.append(loss.item())

network.eval()
with torch.no_grad():
    result["stepLosses"] = step_losses
    result["logitsAfterSteps"] = network(images).flatten().tolist()
    result["normsAfterSteps"] = norms((n, v) for n, v in network.state_dict().items() if v.is_floating_point())

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "reference_network.json"), "w") as file:
    json.dump(result, file, indent=1)
    file.write("\n")
