#!/usr/bin/env python3
"""Writes the numbers that the binding is compared with, from PyTorch itself.

    /usr/bin/python3 generate.py        (Debian: apt-get install --no-install-recommends python3-torch)

training.safetensors  a small network: input, weights, logits, loss, gradients, and the weights after ten steps of each optimiser
operations.safetensors  random numbers of fixed seeds, a second derivative, resizing, sampling, losses
types.safetensors     one tensor of each element type, with metadata
"""
import os

import torch
from torch import nn
from torch.nn import functional as F

from safetensors_file import save

HERE = os.path.dirname(os.path.abspath(__file__))
torch.set_num_threads(1)


class Net(nn.Module):
    """A bias in front of a batch normalisation has no gradient but noise, which Adam would blow up: there is none here."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 16, 3, stride=2, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(16, eps=1.001e-5, momentum=0.01)
        self.head = nn.Linear(16, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.leaky_relu(self.norm(self.conv2(x)), 0.2)
        return self.head(F.adaptive_avg_pool2d(x, 1).flatten(1))


def training():
    torch.manual_seed(7)
    net = Net()
    x = torch.randn(8, 3, 16, 16)
    y = torch.randint(0, 10, (8,))
    result = {"input": x, "target": y}
    initial = {name: value.clone() for name, value in net.state_dict().items()}
    result.update({"before." + name: value for name, value in initial.items()})

    logits = net(x)
    loss = F.cross_entropy(logits, y, label_smoothing=0.1)
    loss.backward()
    result["logits"] = logits.detach()
    result["loss"] = loss.detach()
    result.update({"gradient." + name: p.grad.clone() for name, p in net.named_parameters()})

    optimizers = {
        "adam": lambda p: torch.optim.Adam(p, lr=1e-2, eps=1e-7),
        "adam_decay": lambda p: torch.optim.Adam(p, lr=1e-2, weight_decay=0.05),
        "amsgrad": lambda p: torch.optim.Adam(p, lr=1e-2, amsgrad=True),
        "adamw": lambda p: torch.optim.AdamW(p, lr=1e-2, weight_decay=0.1),
        "sgd": lambda p: torch.optim.SGD(p, lr=1e-2, momentum=0.9, weight_decay=0.01, nesterov=True),
    }
    for name, make in optimizers.items():
        net.load_state_dict(initial)
        optimizer = make(net.parameters())
        for _ in range(10):
            optimizer.zero_grad()
            F.cross_entropy(net(x), y, label_smoothing=0.1).backward()
            optimizer.step()
        result.update({f"{name}.{key}": value.clone() for key, value in net.state_dict().items()})
    net.eval()
    result["sgd_evaluated"] = net(x).detach()
    save(result, os.path.join(HERE, "training.safetensors"), {"torch": torch.__version__})


def operations():
    result = {}
    torch.manual_seed(42)
    result["rand"] = torch.rand(5)
    result["randn"] = torch.randn(40)
    result["randn_few"] = torch.randn(3)
    result["randperm"] = torch.randperm(20)
    result["randint"] = torch.randint(3, 9, (12,))
    result["dropout"] = F.dropout(torch.ones(30), 0.3)
    result["bernoulli"] = torch.full((20,), 0.25).bernoulli()
    generator = torch.Generator().manual_seed(5)
    result["generator"] = torch.rand(4, generator=generator)

    # The gradient's length as a loss, as a gradient penalty has it: differentiated twice.
    x = torch.linspace(-1, 1, 12).reshape(3, 4).requires_grad_()
    w = torch.linspace(0.1, 0.9, 8).reshape(4, 2).requires_grad_()
    y = torch.tanh(x @ w).pow(2).sum()
    (gx,) = torch.autograd.grad(y, x, create_graph=True)
    penalty = (gx.norm(2, dim=1) - 1).pow(2).mean()
    penalty.backward()
    result.update({"penalty": penalty.detach(), "penalty_by_w": w.grad, "penalty_by_x": x.grad})

    image = torch.arange(2 * 3 * 6 * 5, dtype=torch.float32).reshape(2, 3, 6, 5).sin()
    result["image"] = image
    result["bilinear"] = F.interpolate(image, size=(4, 7), mode="bilinear", align_corners=False)
    result["bilinear_scaled"] = F.interpolate(image, scale_factor=1.7, mode="bilinear", align_corners=False)
    result["nearest"] = F.interpolate(image, scale_factor=2.0)
    theta = torch.tensor([[[0.9, -0.2, 0.1], [0.2, 0.9, -0.1]]]).repeat(2, 1, 1)
    grid = F.affine_grid(theta, [2, 3, 6, 5], align_corners=False)
    result["grid"] = grid
    result["sampled"] = F.grid_sample(image, grid, mode="bilinear", padding_mode="border", align_corners=False)
    result["reflected"] = F.pad(image, (1, 2, 2, 1), mode="reflect")
    result["averaged"] = F.avg_pool2d(image, 3, 2, 1, count_include_pad=False)

    logits = torch.linspace(-2, 2, 20).reshape(5, 4).cos() * 3
    target = torch.tensor([0, 3, 1, 2, 3])
    weight = torch.tensor([0.5, 1.0, 2.0, 0.1])
    result["logits"] = logits
    result["weighted"] = F.cross_entropy(logits, target, weight=weight, label_smoothing=0.2)
    result["each"] = F.cross_entropy(logits, target, reduction="none")
    result["binary"] = F.binary_cross_entropy_with_logits(logits, (logits > 0.5).float(), pos_weight=weight)
    result["squared"] = F.mse_loss(logits, torch.zeros_like(logits), reduction="sum")
    result["transposed"] = F.conv_transpose2d(image, torch.arange(3 * 2 * 4 * 4, dtype=torch.float32).reshape(3, 2, 4, 4).cos(), stride=2, padding=1)
    values, indices = logits.topk(2, dim=1)
    result.update({"topk_values": values, "topk_indices": indices})
    result.update({"std": logits.std(dim=1), "var_biased": logits.var(dim=0, unbiased=False), "logsumexp": logits.logsumexp(1)})
    save(result, os.path.join(HERE, "operations.safetensors"), {"torch": torch.__version__})


def types():
    save({
        "float64": torch.tensor([[1.5, -2.5]], dtype=torch.float64),
        "float32": torch.tensor([1.0, float("inf"), -0.0]),
        "float16": torch.tensor([0.5, 65504.0], dtype=torch.float16),
        "bfloat16": torch.tensor([1.0, -3.0], dtype=torch.bfloat16),
        "int64": torch.tensor([-(2 ** 62), 5]),
        "int32": torch.tensor([[[7]]], dtype=torch.int32),
        "int8": torch.tensor([-128, 127], dtype=torch.int8),
        "uint8": torch.tensor([0, 255], dtype=torch.uint8),
        "bool": torch.tensor([True, False, True]),
        "scalar": torch.tensor(3.25),
        "empty": torch.empty(0, 4),
    }, os.path.join(HERE, "types.safetensors"), {"made by": "PyTorch", "note": "ä"})


if __name__ == "__main__":
    training()
    operations()
    types()
