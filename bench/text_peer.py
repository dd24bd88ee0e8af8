#!/usr/bin/env python3
"""The peer of `diptych bench text`: the text tower of CLIP in plain PyTorch on the CPU, float32, on captions of the same lengths.

Needs Debian's packages python3-torch and libopenblas0-pthread; run with that python3.
  text_peer.py --batch 256 --width 512 --layers 12 --context 77 --mean 13 --sd 4
Prints medians of a training step (forward, backward, AdamW) and of embedding, with captions padded to the context (as open_clip
does) and to the batch's longest.
"""
import argparse, statistics, time
import torch
import torch.nn as nn
import torch.nn.functional as F

p = argparse.ArgumentParser()
for name, value in dict(batch=256, width=512, layers=12, context=77, vocab=49408, embed=512, steps=8, threads=2).items():
    p.add_argument('--' + name, type=int, default=value)
p.add_argument('--mean', type=float, default=13)
p.add_argument('--sd', type=float, default=4)
p.add_argument('--padding', choices=['context', 'longest', 'both'], default='both')
a = p.parse_args()
torch.set_num_threads(a.threads)
torch.manual_seed(0)


def lengths():
    """Those of dev.diptych.bench.text.CaptionLengths."""
    state, result = 0, []
    for _ in range(a.batch):
        normal = -6.0
        for _ in range(12):
            state = (state * 1664525 + 1013904223) % 2 ** 32
            normal += state / 2 ** 32
        result.append(int(max(3, min(a.context, (a.mean + a.sd * normal + 0.5) // 1))))
    return torch.tensor(result)


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.ln_1, self.ln_2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attn = nn.MultiheadAttention(width, width // 64, batch_first=True)
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, x, mask):
        h = self.ln_1(x)
        x = x + self.attn(h, h, h, need_weights=False, attn_mask=mask)[0]
        return x + self.mlp(self.ln_2(x))


class Text(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens = nn.Embedding(a.vocab, a.width)
        self.position = nn.Parameter(torch.randn(a.context, a.width) * 0.01)
        self.blocks = nn.ModuleList(Block(a.width) for _ in range(a.layers))
        self.ln = nn.LayerNorm(a.width)
        self.projection = nn.Parameter(torch.randn(a.width, a.embed) * a.width ** -0.5)

    def forward(self, ids, ends):
        tokens = ids.shape[1]
        mask = torch.full((tokens, tokens), float('-inf')).triu(1)
        x = self.tokens(ids) + self.position[:tokens]
        for block in self.blocks:
            x = block(x, mask)
        return F.normalize(self.ln(x[torch.arange(len(x)), ends]) @ self.projection, dim=-1)


def median(run):
    seconds = []
    for _ in range(a.steps + 2):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds[2:])


def main():
    ends = lengths() - 1
    all_ids = torch.randint(0, a.vocab, (a.batch, a.context))
    model = Text()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, betas=(0.9, 0.98), eps=1e-6, weight_decay=0.2)
    print('%d tokens, on average %.1f, at most %d' % (ends.sum() + a.batch, ends.float().mean() + 1, ends.max() + 1))

    def train(ids):
        optimizer.zero_grad()
        (1e-3 * model(ids, ends)).sum().backward()
        optimizer.step()

    def embed(ids):
        with torch.no_grad():
            model(ids, ends)

    for name, tokens in dict(context=a.context, longest=int(ends.max()) + 1).items():
        if a.padding in (name, 'both'):
            ids = all_ids[:, :tokens].contiguous()
            for what, run in dict(train=train, embed=embed).items():
                seconds = median(lambda: run(ids))
                print('%-6s padded to the %-8s %8.1f ms  captions/s %.1f' % (what, name, seconds * 1e3, a.batch / seconds))


main()
