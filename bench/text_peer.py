#!/usr/bin/env python3
"""The peer of `diptych bench text` in Debian's PyTorch: the text tower of CLIP on the CPU, float32, on captions of the same lengths.

  ./diptych bench text --layers 2 --steps 3; python3 bench/text_peer.py --layers 2 --steps 3

Needs Debian's packages python3-torch and libopenblas0-pthread; run with that python3, and without an OPENBLAS_CORETYPE that leaves AVX-512
unused. `bench/torch.sh text` is the newest PyTorch's turn,
and its options are these. Prints medians of a training step (forward, backward, AdamW) and of embedding, with captions padded to the
context (as open_clip does) and to the batch's longest, each as soon as it is known. Of twelve layers a step padded to the context takes
tens of seconds: `--what train --padding context --warm-up 1 --steps 1` is done in about a minute.
"""
import argparse
import statistics
import time

import torch
import torch.nn.functional as F
from torch import nn

HEAD = 64


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sizes = dict(batch=256, width=512, layers=12, context=77, vocab=49408, embed=512, threads=2, steps=2)
    for name, value in sizes.items():
        parser.add_argument("--" + name, type=int, default=value)
    parser.add_argument("--warm-up", type=int, default=1, help="runs of each that do not count")
    parser.add_argument("--mean", type=float, default=13, help="tokens of a caption on average")
    parser.add_argument("--sd", type=float, default=4, help="their standard deviation")
    parser.add_argument("--padding", default="context,longest", help="context, longest or both, with a comma")
    parser.add_argument("--what", default="train,embed", help="train, embed or both, with a comma")
    return parser.parse_args()


def lengths(o):
    """Those of dev.diptych.bench.text.CaptionLengths."""
    state, result = 0, []
    for _ in range(o.batch):
        normal = -6.0
        for _ in range(12):
            state = (state * 1664525 + 1013904223) % 2 ** 32
            normal += state / 2 ** 32
        result.append(int(max(3, min(o.context, (o.mean + o.sd * normal + 0.5) // 1))))
    return torch.tensor(result)


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.ln_1, self.ln_2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attn = nn.MultiheadAttention(width, width // HEAD, batch_first=True)
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, x, mask):
        h = self.ln_1(x)
        x = x + self.attn(h, h, h, need_weights=False, attn_mask=mask)[0]
        return x + self.mlp(self.ln_2(x))


class Text(nn.Module):
    def __init__(self, o):
        super().__init__()
        self.tokens = nn.Embedding(o.vocab, o.width)
        self.position = nn.Parameter(torch.randn(o.context, o.width) * 0.01)
        self.blocks = nn.ModuleList(Block(o.width) for _ in range(o.layers))
        self.ln = nn.LayerNorm(o.width)
        self.projection = nn.Parameter(torch.randn(o.width, o.embed) * o.width ** -0.5)

    def forward(self, ids, ends):
        tokens = ids.shape[1]
        mask = torch.full((tokens, tokens), float("-inf")).triu(1)
        x = self.tokens(ids) + self.position[:tokens]
        for block in self.blocks:
            x = block(x, mask)
        return F.normalize(self.ln(x[torch.arange(len(x)), ends]) @ self.projection, dim=-1)


def median(o, run):
    seconds = []
    for _ in range(o.warm_up + o.steps):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds[o.warm_up:])


def main():
    o = options()
    torch.set_num_threads(o.threads)
    torch.manual_seed(0)
    ends = lengths(o) - 1
    all_ids = torch.randint(0, o.vocab, (o.batch, o.context))
    model = Text(o)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, betas=(0.9, 0.98), eps=1e-6, weight_decay=0.2)
    print(f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads")
    print("%d tokens, on average %.1f, at most %d" % (
        ends.sum() + o.batch, ends.float().mean() + 1, ends.max() + 1), flush=True)

    def train(ids):
        optimizer.zero_grad(set_to_none=True)
        (1e-3 * model(ids, ends)).sum().backward()
        optimizer.step()

    def embed(ids):
        with torch.inference_mode():
            model(ids, ends)

    for padding in o.padding.split(","):
        columns = {"context": o.context, "longest": int(ends.max()) + 1}[padding]
        ids = all_ids[:, :columns].contiguous()
        for what in o.what.split(","):
            run = {"train": train, "embed": embed}[what]
            seconds = median(o, lambda: run(ids))
            print("fp32 %-6s padded to the %-8s %8.1f ms  captions/s %.1f" % (
                what, padding, seconds * 1e3, o.batch / seconds), flush=True)


if __name__ == "__main__":
    main()
