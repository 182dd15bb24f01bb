#!/usr/bin/python3
"""A generator, a discriminator and a frozen classifier trained by PyTorch, for comparison: the same work, as fast as it gets on one thread.

Reads commands from standard input, one a line, and answers each with one line:
    start WIDTH STEPS   new networks, and some steps to warm up   -> "ready"
    run STEPS           trains for so many steps                  -> their seconds of processor time
"""
import math
import sys
import time

import torch
from torch import nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_eval

BATCH, CLASSES, NOISE, IMAGES, SIZE = 32, 10, 64, 320, 32
CLASS_WEIGHT = 3
TRIAL_STEPS = 10
MEANS = torch.tensor([103.939, 116.779, 123.68]).reshape(1, 3, 1, 1)


class Generator(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.first = nn.ConvTranspose2d(NOISE + CLASSES, 8 * width, SIZE // 8, bias=False)
        channels = [8, 4, 4, 2, 2, 1, 1]
        self.convolutions = nn.ModuleList(
            nn.Conv2d(before * width, after * width, 3, padding=1, bias=False) for before, after in zip(channels, channels[1:])
        )
        self.norms = nn.ModuleList(nn.BatchNorm2d(count * width) for count in channels)
        self.last = nn.Conv2d(width, 1, 3, padding=1)

    def forward(self, x):
        # A transposed convolution of one pixel is a product with a matrix, which is several times as fast.
        kernel = self.first.weight.permute(0, 2, 3, 1)
        x = (x.flatten(1) @ kernel.flatten(1)).view(-1, *kernel.shape[1:]).permute(0, 3, 1, 2)
        x = functional.relu_(self.norms[0](x))
        for layer, convolution in enumerate(self.convolutions):
            x = functional.relu_(self.norms[layer + 1](convolution(x)))
            if layer % 2 == 0:
                x = functional.interpolate(x, scale_factor=2)
        return torch.tanh_(self.last(x))


class Discriminator(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.layers = nn.ModuleList(
            [
                nn.Conv2d(1, 2 * width, 4, stride=2, padding=1),
                nn.Conv2d(2 * width, 4 * width, 4, stride=2, padding=1),
                nn.Conv2d(4 * width, 8 * width, 4, stride=2, padding=1),
                nn.Conv2d(8 * width, 8 * width, 3, padding=1),
            ]
        )
        self.last = nn.Conv2d(8 * width, 1, SIZE // 8)
        self.expected = nn.Embedding(CLASSES, 8 * width)

    def forward(self, x, labels):
        for layer in self.layers:
            x = functional.leaky_relu_(layer(x), 0.2)
        return self.last(x).flatten() + (x.sum((2, 3)) * self.expected(labels)).sum(1)


def folded(convolution, channels):
    """A convolution with its batch norm folded in, as the classifier is frozen."""
    return fuse_conv_bn_eval(convolution.eval(), nn.BatchNorm2d(channels, eps=1.001e-5).eval())


class Bottleneck(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1 = folded(nn.Conv2d(channels, 64, 1), 64)
        self.conv2 = folded(nn.Conv2d(64, 64, 3, padding=1), 64)
        self.conv3 = folded(nn.Conv2d(64, 256, 1), 256)
        self.downsample = None if channels == 256 else folded(nn.Conv2d(channels, 256, 1), 256)

    def forward(self, x):
        shortcut = x if self.downsample is None else self.downsample(x)
        x = functional.relu_(self.conv1(x))
        x = functional.relu_(self.conv2(x))
        return functional.relu_(self.conv3(x).add_(shortcut))


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = folded(nn.Conv2d(3, 64, 7, stride=2, padding=3), 64)
        self.layer1 = nn.Sequential(Bottleneck(64), Bottleneck(256), Bottleneck(256))
        self.fc = nn.Linear(256, CLASSES)

    def forward(self, x):
        x = functional.max_pool2d(functional.relu_(self.conv1(x)), 3, 2, 1)
        return self.fc(self.layer1(x).mean((2, 3)))


class Training:
    def __init__(self, width, foreach):
        layout = {"memory_format": torch.channels_last}
        self.generator = Generator(width).to(**layout)
        self.discriminator = Discriminator(width).to(**layout)
        self.average = Generator(width).to(**layout).requires_grad_(False)
        self.classifier = Classifier().to(**layout).eval().requires_grad_(False)
        settings = {"lr": 1e-4, "betas": (0.5, 0.999), "foreach": foreach}
        self.of_generator = torch.optim.Adam(self.generator.parameters(), **settings)
        self.of_discriminator = torch.optim.Adam(self.discriminator.parameters(), **settings)
        self.images = torch.rand(IMAGES, 1, SIZE, SIZE) * 2 - 1
        self.labels = torch.arange(IMAGES) % CLASSES
        pairs = list(zip(self.average.state_dict().values(), self.generator.state_dict().values()))
        self.averages = [pair for pair in pairs if pair[0].is_floating_point()]
        self.real, self.painted = torch.ones(BATCH), torch.zeros(BATCH)
        self.order, self.place = torch.randperm(IMAGES), 0

    def step(self):
        if self.place == IMAGES:
            self.order, self.place = torch.randperm(IMAGES), 0
        rows = self.order[self.place : self.place + BATCH]
        self.place += BATCH
        labels = torch.randint(0, CLASSES, (BATCH,))
        noise = torch.cat([torch.randn(BATCH, NOISE), CLASS_WEIGHT * functional.one_hot(labels, CLASSES).float()], 1)[:, :, None, None]
        painted = self.generator(noise)

        self.discriminator.requires_grad_(True)
        self.of_discriminator.zero_grad(set_to_none=True)
        images = torch.cat([self.images[rows], painted.detach()]).contiguous(memory_format=torch.channels_last)
        logits = self.discriminator(images, torch.cat([self.labels[rows], labels]))
        loss = functional.binary_cross_entropy_with_logits(logits[:BATCH], self.real)
        loss = loss + functional.binary_cross_entropy_with_logits(logits[BATCH:], self.painted)
        loss.backward()
        self.of_discriminator.step()

        self.discriminator.requires_grad_(False)
        self.of_generator.zero_grad(set_to_none=True)
        logits = self.discriminator(painted, labels)
        seen = ((painted + 1) * 127.5 - MEANS).contiguous(memory_format=torch.channels_last)
        of_class = functional.cross_entropy(self.classifier(seen), labels, reduction="none").clamp_max(math.log(CLASSES)).mean()
        of_generator = functional.binary_cross_entropy_with_logits(logits, self.real) - 0.5 * of_class
        of_generator.backward()
        self.of_generator.step()

        with torch.no_grad():
            for average, current in self.averages:
                average.lerp_(current, 0.001)
        return loss.item(), of_generator.item()

    def run(self, steps):
        start = time.process_time()
        for _ in range(steps):
            self.step()
        return time.process_time() - start


def faster_optimiser(width):
    """Whether Adam is faster here over all parameters at once."""
    seconds = {}
    for foreach in (False, True, False, True):
        training = Training(width, foreach)
        training.run(2)
        seconds[foreach] = min(seconds.get(foreach, float("inf")), training.run(TRIAL_STEPS))
    return seconds[True] < seconds[False]


def main():
    torch.set_num_threads(1)
    print(torch.__version__, flush=True)
    training = None
    for line in sys.stdin:
        command, *arguments = line.split()
        if command == "start":
            width, steps = int(arguments[0]), int(arguments[1])
            training = Training(width, faster_optimiser(width))
            training.run(steps)
            print("ready", flush=True)
        else:
            print(training.run(int(arguments[0])), flush=True)


main()
