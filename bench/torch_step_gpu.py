#!/usr/bin/env python3
"""The peer for training speed on a GPU: one CLIP training step in PyTorch.

bfloat16 autocast over float32 weights, scaled_dot_product_attention, fused AdamW, TF32 for what stays float32; with
--compile also torch.compile. As in Diptych's step, gradients are clipped by their global norm, and the next batch's images
are uploaded, as bfloat16 from pinned memory on a stream of their own, while a step computes. Prints the median pairs/s of
the measured steps, by CUDA events.
"""
import argparse
import statistics

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.checkpoint import checkpoint

HEAD = 64


class Attention(nn.Module):
    def __init__(self, width, causal):
        super().__init__()
        self.packed = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.heads = width // HEAD
        self.causal = causal

    def forward(self, x):
        batch, tokens, width = x.shape
        q, k, v = self.packed(x).view(batch, tokens, 3, self.heads, HEAD).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(q, k, v, is_causal=self.causal)
        return self.out(mixed.transpose(1, 2).reshape(batch, tokens, width))


class Block(nn.Module):
    def __init__(self, width, causal):
        super().__init__()
        self.ln_1 = nn.LayerNorm(width)
        self.attention = Attention(width, causal)
        self.ln_2 = nn.LayerNorm(width)
        self.expand = nn.Linear(width, 4 * width)
        self.shrink = nn.Linear(4 * width, width)

    def forward(self, x):
        x = x + self.attention(self.ln_1(x))
        return x + self.shrink(F.gelu(self.expand(self.ln_2(x))))


class Tower(nn.Module):
    def __init__(self, tokens, width, layers, embed, causal, checkpointing):
        super().__init__()
        self.positions = nn.Parameter(0.01 * torch.randn(tokens, width))
        self.blocks = nn.ModuleList(Block(width, causal) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        self.projection = nn.Parameter(width**-0.5 * torch.randn(width, embed))
        self.checkpointing = checkpointing

    def stream(self, x):
        for block in self.blocks:
            x = checkpoint(block, x, use_reentrant=False) if self.checkpointing else block(x)
        return x

    def head(self, token):
        return F.normalize((self.norm(token) @ self.projection).float(), dim=-1)


class Clip(nn.Module):
    def __init__(self, o):
        super().__init__()
        self.patches = nn.Conv2d(3, o.width, o.patch, o.patch, bias=False)
        self.cls = nn.Parameter(o.width**-0.5 * torch.randn(o.width))
        self.before = nn.LayerNorm(o.width)
        count = (o.image // o.patch) ** 2 + 1
        self.vision = Tower(count, o.width, o.layers, o.embed, False, o.grad_checkpointing)
        self.tokens = nn.Embedding(o.vocab, o.text_width)
        self.text = Tower(o.context, o.text_width, o.text_layers, o.embed, True, o.grad_checkpointing)
        self.log_scale = nn.Parameter(torch.tensor(2.6593))

    def forward(self, images, ids):
        x = self.patches(images).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls.to(x.dtype).expand(len(x), 1, -1), x], 1) + self.vision.positions
        image = self.vision.head(self.vision.stream(self.before(x))[:, 0])
        t = self.text.stream(self.tokens(ids) + self.text.positions)
        text = self.text.head(t[:, -1])
        logits = self.log_scale.exp() * image @ text.t()
        labels = torch.arange(len(logits), device=logits.device)
        return (F.cross_entropy(logits, labels) + F.cross_entropy(logits.t(), labels)) / 2


def options():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    defaults = dict(batch=1024, image=224, patch=32, width=768, layers=12, context=77, vocab=49408, embed=512, steps=10)
    for name, value in defaults.items():
        p.add_argument("--" + name, type=int, default=value)
    p.add_argument("--text-width", type=int, default=512)
    p.add_argument("--text-layers", type=int, default=12)
    p.add_argument("--grad-checkpointing", action="store_true")
    p.add_argument("--compile", action="store_true")
    return p.parse_args()


def main():
    o = options()
    torch.manual_seed(0)
    torch.set_float32_matmul_precision("high")
    model = Clip(o).cuda()
    optimizer = torch.optim.AdamW(
        model.parameters(), lr=5e-4, betas=(0.9, 0.98), eps=1e-6, weight_decay=0.2, fused=True)
    host = torch.randn(o.batch, 3, o.image, o.image).to(torch.bfloat16).pin_memory()
    upload = torch.cuda.Stream()
    ahead = torch.empty_like(host, device="cuda")
    images = torch.empty_like(ahead)
    ids = torch.randint(0, o.vocab, (o.batch, o.context), device="cuda")
    forward = torch.compile(model) if o.compile else model

    def fetch():
        upload.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(upload):
            ahead.copy_(host, non_blocking=True)

    def step():
        torch.cuda.current_stream().wait_stream(upload)
        images.copy_(ahead)
        fetch()
        with torch.autocast("cuda", dtype=torch.bfloat16):
            loss = forward(images, ids)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1e6)
        optimizer.step()

    fetch()
    for _ in range(4):
        step()
    torch.cuda.synchronize()
    marks = [torch.cuda.Event(enable_timing=True) for _ in range(o.steps + 1)]
    marks[0].record()
    for mark in marks[1:]:
        step()
        mark.record()
    torch.cuda.synchronize()
    seconds = statistics.median(a.elapsed_time(b) for a, b in zip(marks, marks[1:])) / 1e3
    print("torch %s%s  parameters %d" % (
        torch.__version__, " compiled" if o.compile else "", sum(q.numel() for q in model.parameters())))
    print("pairs/s %.1f  step %.1f ms  peak %d MiB" % (
        o.batch / seconds, seconds * 1e3, torch.cuda.max_memory_allocated() >> 20))


if __name__ == "__main__":
    main()
