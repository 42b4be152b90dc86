"""The model itself. It loads torch, so it is imported only where one is made."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import nn
from torch.nn import functional

from tests.bench.overfitting.train import RANK, VOCABULARY, WIDTH


class Linear(nn.Linear):
    """A linear layer that can be given an adapter."""

    def __init__(self, inside: int, outside: int) -> None:
        super().__init__(inside, outside)
        self.register_parameter("down", None)
        self.register_parameter("up", None)

    def adapt(self) -> None:
        self.weight.requires_grad_(False)
        if self.bias is not None:
            self.bias.requires_grad_(False)
        self.down = nn.Parameter(torch.randn(RANK, self.in_features) / math.sqrt(self.in_features))
        self.up = nn.Parameter(torch.zeros(self.out_features, RANK))

    def forward(self, x: Any) -> Any:
        y = functional.linear(x, self.weight, self.bias)
        return y if self.down is None else y + 2.0 * functional.linear(functional.linear(x, self.down), self.up)


class Block(nn.Module):
    def __init__(self, dim: int) -> None:
        super().__init__()
        self.first, self.second = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.qkv, self.out = Linear(dim, 3 * dim), Linear(dim, dim)
        self.wide, self.narrow = Linear(dim, 4 * dim), Linear(4 * dim, dim)

    def forward(self, x: Any) -> Any:
        rows, width, dim = x.shape
        q, k, v = self.qkv(self.first(x)).view(rows, width, 3, 4, dim // 4).permute(2, 0, 3, 1, 4)
        seen = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.out(seen.transpose(1, 2).reshape(rows, width, dim))
        return x + self.narrow(functional.gelu(self.wide(self.second(x))))


class Tiny(nn.Module):
    def __init__(self, dim: int, layers: int) -> None:
        super().__init__()
        self.tokens, self.places = nn.Embedding(VOCABULARY, dim), nn.Embedding(WIDTH, dim)
        self.blocks = nn.ModuleList(Block(dim) for _ in range(layers))
        self.last = nn.LayerNorm(dim)
        for one in (self.tokens, self.places):
            nn.init.normal_(one.weight, std=0.05)

    def forward(self, ids: Any) -> Any:
        x = self.tokens(ids) + self.places.weight[: ids.shape[1]]
        for block in self.blocks:
            x = block(x)
        return functional.linear(self.last(x), self.tokens.weight)
