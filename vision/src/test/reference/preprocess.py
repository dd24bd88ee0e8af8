"""Writes the table that PillowPreprocessingTest compares with.

Run from the repository's root, with Debian's python3-pil (Pillow 9.4.0):

    /usr/bin/python3 vision/src/test/reference/preprocess.py \
        > vision/src/test/resources/dev/diptych/vision/preprocess/pillow.txt

Pillow does the resizing, cutting and padding. The sizes follow torchvision's Resize and CenterCrop and open_clip's
ResizeKeepRatio(longest=1) and CenterCropOrPad, in Python's own arithmetic, whose round() takes halves to even. Rows of
SHORTEST/DOWN follow transformers' get_resize_output_image_size and center_crop (image_transforms.py): the longer side is
int(size * long / short), and the crop starts at (side - size) // 2.
"""

import hashlib

import PIL
from PIL import Image, ImageOps

FILTERS = {"BICUBIC": Image.Resampling.BICUBIC, "BILINEAR": Image.Resampling.BILINEAR}
SIDES = [1, 2, 3, 5, 8, 13, 17, 31, 32, 33, 47, 64, 65, 97, 100, 127, 160, 211, 224, 225, 333, 401]
TARGETS = [1, 7, 16, 31, 32, 33, 48, 65]


def rings(width, height):
    """The image of the tests: R = 7x + 3y, G = x * x // 3 + 5y, B = (x ^ y) * 11, each modulo 256."""
    values = bytearray()
    for y in range(height):
        for x in range(width):
            values += bytes(((7 * x + 3 * y) % 256, (x * x // 3 + 5 * y) % 256, ((x ^ y) * 11) % 256))
    return Image.frombytes("RGB", (width, height), bytes(values))


def resize(image, size, resample):
    return image if image.size == size else image.resize(size, resample)


def scaled_shorter(image, size, resample):
    width, height = image.size
    short, long = min(width, height), max(width, height)
    longer = int(size * long / short)
    return resize(image, (size, longer) if width <= height else (longer, size), resample)


def shortest(image, size, resample, fill):
    scaled = scaled_shorter(image, size, resample)
    top = int(round((scaled.height - size) / 2.0))
    left = int(round((scaled.width - size) / 2.0))
    return scaled.crop((left, top, left + size, top + size))


def shortest_down(image, size, resample, fill):
    scaled = scaled_shorter(image, size, resample)
    top = (scaled.height - size) // 2
    left = (scaled.width - size) // 2
    return scaled.crop((left, top, left + size, top + size))


def squash(image, size, resample, fill):
    return resize(image, (size, size), resample)


def longest(image, size, resample, fill):
    ratio = max(image.height / size, image.width / size)
    height, width = round(image.height * 1.0 / ratio), round(image.width * 1.0 / ratio)
    scaled = resize(image, (max(1, width), max(1, height)), resample)
    across, down = size - scaled.width, size - scaled.height
    border = (across // 2, down // 2, (across + 1) // 2, (down + 1) // 2)
    return ImageOps.expand(scaled, border, (fill, fill, fill))


def main():
    print(f"# Pillow {PIL.__version__}; written by src/test/reference/preprocess.py, which says what it is")
    print("# resize mode, filter, size, fill color, source width, source height, sha256 of the pixels")
    for mode in (shortest, shortest_down):
        name = mode.__name__.upper().replace("_", "/")
        for width, height, size in ((640, 427, 224), (427, 640, 224), (53, 40, 16), (40, 51, 16), (41, 33, 33)):
            digest = hashlib.sha256(mode(rings(width, height), size, Image.Resampling.BICUBIC, 0).tobytes()).hexdigest()
            print(name, "BICUBIC", size, 0, width, height, digest)
    number = 0
    for mode in (shortest, squash, longest):
        for filter_name, resample in FILTERS.items():
            for i, width in enumerate(SIDES):
                for j in range(3):
                    height = SIDES[(5 * i + 7 * j + number) % len(SIDES)]
                    size = TARGETS[(i + 3 * j) % len(TARGETS)]
                    fill = (37 * (i + j)) % 256
                    if max(width, height) > 40 * min(width, height) and mode is shortest:
                        continue  # the whole strip would have millions of pixels
                    pixels = mode(rings(width, height), size, resample, fill)
                    assert pixels.size == (size, size)
                    digest = hashlib.sha256(pixels.tobytes()).hexdigest()
                    print(mode.__name__.upper(), filter_name, size, fill, width, height, digest)
            number += 1


main()
