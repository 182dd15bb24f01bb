#!/usr/bin/python3
"""The reference network trained by PyTorch, for comparison: the same work, as fast as it gets on one thread.

Reads commands from standard input, one a line, and answers each with one line:
    start IMAGES    a new network, IMAGES random images, and some steps to warm up -> "ready"
    epoch           trains for one epoch                                           -> its seconds
    load IMAGES     a new network for inference, IMAGES random images, and a warm-up -> "ready"
    infer           logits of all of them                                          -> its seconds
"""
import sys
import time

import torch
from torch import nn
from torch.nn import functional

BATCH, CLASSES, WARM_UP_STEPS, TRIAL_STEPS = 8, 10, 10, 25
INFERENCE_BATCH = 256


def normalisation(channels):
    return nn.BatchNorm2d(channels, eps=1.001e-5, momentum=0.01)


class Bottleneck(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(channels, 64, 1), normalisation(64)
        self.conv2, self.bn2 = nn.Conv2d(64, 64, 3, padding=1), normalisation(64)
        self.conv3, self.bn3 = nn.Conv2d(64, 256, 1), normalisation(256)
        self.downsample = None if channels == 256 else nn.Sequential(nn.Conv2d(channels, 256, 1), normalisation(256))

    def forward(self, x):
        shortcut = x if self.downsample is None else self.downsample(x)
        x = functional.relu_(self.bn1(self.conv1(x)))
        x = functional.relu_(self.bn2(self.conv2(x)))
        return functional.relu_(self.bn3(self.conv3(x)).add_(shortcut))


class ReferenceNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 64, 7, stride=2, padding=3), normalisation(64)
        self.layer1 = nn.Sequential(Bottleneck(64), Bottleneck(256), Bottleneck(256))
        self.fc = nn.Linear(256, CLASSES)

    def forward(self, x):
        x = functional.max_pool2d(functional.relu_(self.bn1(self.conv1(x))), 3, 2, 1)
        return self.fc(self.layer1(x).mean((2, 3)))


class Training:
    def __init__(self, images, foreach):
        self.network = ReferenceNetwork().to(memory_format=torch.channels_last).train()
        self.images = (torch.rand(images, 3, 32, 32) * 255 - 115).contiguous(memory_format=torch.channels_last)
        self.labels = torch.randint(0, CLASSES, (images,))
        self.optimiser = torch.optim.Adam(self.network.parameters(), lr=1e-4, eps=1e-7, foreach=foreach)

    def run(self, steps=None):
        """Seconds for an epoch, or for some steps; loss and accuracy are kept as any training does."""
        start = time.perf_counter()
        order = torch.randperm(len(self.labels))
        loss_sum, correct = 0.0, torch.zeros((), dtype=torch.long)
        for first in list(range(0, len(order), BATCH))[:steps]:
            rows = order[first : first + BATCH]
            labels = self.labels[rows]
            self.optimiser.zero_grad(set_to_none=True)
            logits = self.network(self.images[rows])
            loss = functional.cross_entropy(logits, labels)
            loss.backward()
            self.optimiser.step()
            loss_sum += loss.item() * len(rows)
            correct += (logits.detach().argmax(1) == labels).sum()
        return time.perf_counter() - start


class Inference:
    def __init__(self, images):
        self.network = ReferenceNetwork().to(memory_format=torch.channels_last).eval()
        self.images = (torch.rand(images, 3, 32, 32) * 255 - 115).contiguous(memory_format=torch.channels_last)

    def run(self):
        start = time.perf_counter()
        with torch.inference_mode():
            for first in range(0, len(self.images), INFERENCE_BATCH):
                self.network(self.images[first : first + INFERENCE_BATCH])
        return time.perf_counter() - start


def faster_optimiser():
    """Whether Adam is faster here over all parameters at once."""
    seconds = {}
    for foreach in (False, True, False, True):
        training = Training(BATCH * TRIAL_STEPS, foreach)
        training.run(WARM_UP_STEPS)
        seconds[foreach] = min(seconds.get(foreach, float("inf")), training.run())
    return seconds[True] < seconds[False]


def main():
    torch.set_num_threads(1)
    foreach = faster_optimiser()
    print(torch.__version__, flush=True)
    training = inference = None
    for line in sys.stdin:
        command, *arguments = line.split()
        if command == "start":
            training = Training(int(arguments[0]), foreach)
            training.run(WARM_UP_STEPS)
            print("ready", flush=True)
        elif command == "load":
            inference = Inference(int(arguments[0]))
            inference.run()
            print("ready", flush=True)
        elif command == "infer":
            print(inference.run(), flush=True)
        else:
            print(training.run(), flush=True)


main()
