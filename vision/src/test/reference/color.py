"""Writes the table that ColorJitterTest compares with.

Run from the repository's root, with Debian's python3-pil (Pillow 9.4.0):

    /usr/bin/python3 vision/src/test/reference/color.py \\
        > vision/src/test/resources/dev/diptych/vision/augment/color.txt

The enhancers are what torchvision's ColorJitter calls on Pillow images; the hue is turned as its adjust_hue does, by adding
to the H channel of HSV modulo 256.
"""

import PIL
from PIL import Image, ImageEnhance, ImageOps

SIZE = 8


def picture():
    values = bytearray()
    for y in range(SIZE):
        for x in range(SIZE):
            values += bytes(((29 * x + 3 * y) % 256, (7 * x + 31 * y) % 256, (5 * x + 100) % 256))
    return Image.frombytes("RGB", (SIZE, SIZE), bytes(values))


def turned(image, amount):
    h, s, v = image.convert("HSV").split()
    h = h.point(lambda value: (value + int(amount * 255)) % 256)
    return Image.merge("HSV", (h, s, v)).convert("RGB")


def show(name, amount, image):
    print(name, amount, image.tobytes().hex())


def main():
    print(f"# Pillow {PIL.__version__}; written by src/test/reference/color.py, which says what it is")
    print("# change, factor or part of a turn, the 64 pixels")
    for factor in (0, 0.25, 0.6, 0.9, 1, 1.1, 1.4, 2):
        show("brightness", factor, ImageEnhance.Brightness(picture()).enhance(factor))
        show("contrast", factor, ImageEnhance.Contrast(picture()).enhance(factor))
        show("saturation", factor, ImageEnhance.Color(picture()).enhance(factor))
    for turn in (-0.5, -0.2, 0, 0.1, 0.3):
        show("hue", turn, turned(picture(), turn))
    show("gray", 1, ImageOps.grayscale(picture()).convert("RGB"))


main()
