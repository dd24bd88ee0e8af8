#!/usr/bin/env python3
"""The peer for the ranks of retrieval: PyTorch, in chunks of images, both ways, on made-up vectors.

  ./diptych bench ranks --count 20000; python3 bench/rank_peer.py --count 20000

Of a chunk the whole rows of similarities are in memory. Each is compared with that of its image's text and that of its text's
image, which come of the same products. Needs Debian's python3-torch.
"""
import argparse
import time

import torch

NOISE = 4


def drawn(count, dimensions, around, seed):
    torch.manual_seed(seed)
    return torch.nn.functional.normalize((torch.rand(count, dimensions) - 0.5) * NOISE / (dimensions / 12) ** 0.5 + around)


def ranks(images, texts, chunk):
    count = len(images)
    own = torch.cat([
        (images[i:i + chunk] @ texts[i:i + chunk].T).diagonal() for i in range(0, count, chunk)])
    of_images = torch.empty(count, dtype=torch.long)
    of_texts = torch.ones(count, dtype=torch.long)
    for i in range(0, count, chunk):
        scores = images[i:i + chunk] @ texts.T
        rows = torch.arange(len(scores))
        scores[rows, i + rows] = own[i:i + chunk]
        of_images[i:i + chunk] = 1 + (scores > own[i:i + chunk, None]).sum(1)
        of_texts += (scores > own).sum(0)
    return of_images, of_texts


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=20000)
    parser.add_argument("--dimensions", type=int, default=512)
    parser.add_argument("--chunk", type=int, default=1024)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    images = drawn(options.count, options.dimensions, torch.zeros(options.dimensions), 1)
    texts = drawn(options.count, options.dimensions, images, 2)
    ranks(images[:options.chunk], texts[:options.chunk], options.chunk)
    start = time.perf_counter()
    of_images, of_texts = ranks(images, texts, options.chunk)
    seconds = time.perf_counter() - start
    print(f"PyTorch {torch.__version__}, chunks of {options.chunk}: {seconds:.2f} s"
          f"  text_to_image_R@1 {(of_texts == 1).double().mean():.4f}"
          f"  image_to_text_R@1 {(of_images == 1).double().mean():.4f}")


if __name__ == "__main__":
    main()
