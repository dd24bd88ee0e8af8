#!/usr/bin/env python3
"""A made-up set of COCO's size, to see what an evaluation of it takes: 5,000 JPEGs of 640x480 with five captions each.

  python3 bench/coco_sized.py coco && JAVA_OPTS=-Xmx512m ./diptych eval retrieval --model runs/first --data coco --split-file coco/dataset_coco.json

Writes OUTPUT/val2014 and OUTPUT/dataset_coco.json as Karpathy's splits have them. Needs Debian's python3-numpy and python3-pil.
"""
import argparse
import json
import os

import numpy
from PIL import Image

COLOURS = ["red", "green", "blue", "grey", "brown", "white", "black", "yellow"]
THINGS = ["dog", "cat", "horse", "bus", "train", "boat", "kite", "clock", "chair", "bear"]
PLACES = ["on a street", "by the sea", "in a field", "under a tree", "at a table", "near a house"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output")
    parser.add_argument("--images", type=int, default=5000)
    parser.add_argument("--captions", type=int, default=5, help="of an image")
    options = parser.parse_args()
    random = numpy.random.default_rng(1)
    os.makedirs(os.path.join(options.output, "val2014"), exist_ok=True)
    images = []
    for i in range(options.images):
        name = f"COCO_val2014_{i:012d}.jpg"
        small = random.integers(0, 256, (12, 16, 3), dtype=numpy.uint8)
        grain = random.integers(0, 24, (480, 640, 1), dtype=numpy.uint8)
        pixels = numpy.asarray(Image.fromarray(small).resize((640, 480), Image.BICUBIC)) // 8 * 7 + grain
        Image.fromarray(pixels.astype(numpy.uint8)).save(os.path.join(options.output, "val2014", name), quality=90)
        sentences = [
            {"raw": f"A {random.choice(COLOURS)} {random.choice(THINGS)} {random.choice(PLACES)}, number {i} {n}."}
            for n in range(options.captions)]
        images.append({"filepath": "val2014", "filename": name, "split": "test", "sentences": sentences})
    with open(os.path.join(options.output, "dataset_coco.json"), "w") as out:
        json.dump({"images": images, "dataset": "coco"}, out)


if __name__ == "__main__":
    main()
