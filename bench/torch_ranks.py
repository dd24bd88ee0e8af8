#!/usr/bin/env python3
"""The peer for ranks: a CLIP step in plain PyTorch by DistributedDataParallel over gloo, beside the same step in one process.

  python3 bench/torch_ranks.py                          # one process with two threads and two ranks with one, in turn
  python3 bench/torch_ranks.py --ranks 2 --threads 1    # these alone

The model is that of `bench step`'s defaults: 64 px, patch 8, width 256, 6+6 blocks, 32 tokens; float32, AdamW. A step has --batch pairs of all
ranks together; features are gathered with their gradients, each rank computes the loss of its own rows, DDP averages what is left.
Prints the median pairs/s after two steps, and of --turns turns the median ratio. Needs Debian's python3-torch and libopenblas0-pthread: by the
reference BLAS that Debian has otherwise a step takes a minute, and it says so and ends.

Threads are told by the environment of the processes that compute, before they load PyTorch: OpenBLAS has as many as there are cores whatever
PyTorch is told later, and those of two ranks, which spin, would take each other's cores. An OPENBLAS_CORETYPE from outside is left out (it
would leave AVX-512 unused), unless BLAS_CORE names one.
"""
import argparse
import os
import socket
import statistics
import sys
import time

import torch
import torch.distributed as dist
import torch.multiprocessing as processes
import torch.nn.functional as F
from torch import nn
from torch.distributed.nn import all_gather
from torch.nn.parallel import DistributedDataParallel

SIZES = dict(ranks=0, threads=1, turns=3, batch=64, image=64, patch=8, width=256, layers=6, context=32, vocab=4096, embed=256, steps=4)


def block(width):
    return nn.TransformerEncoderLayer(
        width, width // 64, 4 * width, dropout=0, activation='gelu', batch_first=True, norm_first=True)


class Tower(nn.Module):
    def __init__(self, a, tokens, causal):
        super().__init__()
        self.position = nn.Parameter(torch.randn(tokens, a.width) * 0.01)
        self.blocks = nn.ModuleList(block(a.width) for _ in range(a.layers))
        self.norm = nn.LayerNorm(a.width)
        self.projection = nn.Parameter(torch.randn(a.width, a.embed) * a.width ** -0.5)
        mask = torch.full((tokens, tokens), float('-inf')).triu(1) if causal else None
        self.register_buffer('mask', mask)

    def forward(self, x, at):
        x = x + self.position
        for layer in self.blocks:
            x = layer(x, self.mask)
        return F.normalize(self.norm(x[:, at]) @ self.projection, dim=-1)


class Clip(nn.Module):
    def __init__(self, a):
        super().__init__()
        self.patches = nn.Conv2d(3, a.width, a.patch, a.patch, bias=False)
        self.first = nn.Parameter(torch.randn(a.width) * a.width ** -0.5)
        self.vision = Tower(a, (a.image // a.patch) ** 2 + 1, False)
        self.norm = nn.LayerNorm(a.width)
        self.tokens = nn.Embedding(a.vocab, a.width)
        self.text = Tower(a, a.context, True)
        self.scale = nn.Parameter(torch.tensor(2.6593))

    def forward(self, images, ids):
        x = self.patches(images).flatten(2).transpose(1, 2)
        x = self.norm(torch.cat([self.first.expand(len(x), 1, -1), x], 1))
        return self.vision(x, 0), self.text(self.tokens(ids), -1), self.scale.exp()


def work(rank, a, rates):
    torch.set_num_threads(a.threads)
    torch.manual_seed(0)
    model = Clip(a)
    if a.ranks > 1:
        dist.init_process_group('gloo', rank=rank, world_size=a.ranks)
        model = DistributedDataParallel(model, broadcast_buffers=False)
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-4, betas=(0.9, 0.98), eps=1e-6, weight_decay=0.2)
    own = a.batch // a.ranks
    images, ids = torch.randn(own, 3, a.image, a.image), torch.randint(0, a.vocab, (own, a.context))
    labels = torch.arange(own) + rank * own
    seconds = []
    for _ in range(a.steps + 2):
        start = time.perf_counter()
        image, text, scale = model(images, ids)
        all_images = torch.cat(all_gather(image)) if a.ranks > 1 else image
        all_texts = torch.cat(all_gather(text)) if a.ranks > 1 else text
        loss = (F.cross_entropy(scale * image @ all_texts.t(), labels)
                + F.cross_entropy(scale * text @ all_images.t(), labels)) / 2
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        seconds.append(time.perf_counter() - start)
    if rank == 0:
        median = statistics.median(seconds[2:])
        rates.put(a.batch / median)
        print(f'{a.ranks} ranks, {a.threads} threads each: pairs/s {a.batch / median:.1f}, step {median * 1e3:.0f} ms', flush=True)


def require_blas():
    """Ends where matrices are multiplied by loops: then nothing is said of PyTorch."""
    torch.ones(64, 64) @ torch.ones(64, 64)
    with open('/proc/self/maps') as maps:
        loaded = maps.read()
    if not any(name in loaded for name in ('openblas', 'libmkl', 'libblis', 'libarmpl')):
        sys.exit('torch_ranks.py: no fast BLAS is loaded, expected OpenBLAS (Debian: libopenblas0-pthread)')


def run(a, ranks, threads):
    """Median pairs/s of ranks that are processes of their own."""
    a.ranks, a.threads = ranks, threads
    os.environ.pop('OPENBLAS_CORETYPE', None)
    if 'BLAS_CORE' in os.environ:
        os.environ['OPENBLAS_CORETYPE'] = os.environ['BLAS_CORE']
    os.environ.update(OMP_NUM_THREADS=str(threads), OPENBLAS_NUM_THREADS=str(threads), GLOO_SOCKET_IFNAME='lo')
    os.environ.setdefault('OPENBLAS_THREAD_TIMEOUT', '4')  # those that wait leave the cores to those that work
    if 'OMP_WAIT_POLICY' not in os.environ:
        os.environ.setdefault('GOMP_SPINCOUNT', '2000')
    with socket.socket() as free:
        free.bind(('127.0.0.1', 0))
        os.environ.update(MASTER_ADDR='127.0.0.1', MASTER_PORT=str(free.getsockname()[1]))
    rates = processes.get_context('spawn').SimpleQueue()
    processes.spawn(work, (a, rates), ranks)
    return rates.get()


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, value in SIZES.items():
        parser.add_argument('--' + name, type=int, default=value)
    arguments = parser.parse_args()
    require_blas()
    if arguments.ranks:
        run(arguments, arguments.ranks, arguments.threads)
    else:
        ratios = []
        for _ in range(arguments.turns):
            whole = run(arguments, 1, 2)
            ratios.append(run(arguments, 2, 1) / whole)
            print(f'turn {len(ratios)}: two ranks beside one process: {ratios[-1]:.3f}', flush=True)
        print(f'two ranks beside one process: {statistics.median(ratios):.3f} (of {len(ratios)} turns,'
              f' {min(ratios):.3f} to {max(ratios):.3f})')
