#!/usr/bin/env python3
"""Pillow's turn beside `ingest`, with its scaled decoding: decode, shorter side to a size (bicubic), JPEG, tar.

  pillow_ingest_draft.py FOLDER_OF_IMAGES OUT_FOLDER [--processes N] [--size N] [--quality N] [--gap G]

With --gap 0 every pixel is decoded, as by `ingest --decode-scale exact`. Else JPEGs go through Image.draft, which divides them
by 2, 4 or 8 where G times the wanted size is left, and the resize is told what part of the last pixels counts: with 2, the
default, it is what Image.thumbnail does, and what `ingest --decode-scale fast` gives, byte for byte.

Needs Debian's python3-pil (it decodes with libjpeg-turbo); run with that python3. Prints images/s over all processes, the start of
the processes not counted.
"""
import argparse
import io
import os
import tarfile
import time
from multiprocessing import Pool

from PIL import Image

OPTIONS = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
OPTIONS.add_argument('folder')
OPTIONS.add_argument('out')
OPTIONS.add_argument('--processes', type=int, default=2)
OPTIONS.add_argument('--size', type=int, default=256)
OPTIONS.add_argument('--quality', type=int, default=95)
OPTIONS.add_argument('--gap', type=float, default=2)


def small(path, size, gap):
    """The image of a file, its shorter side of `size` pixels."""
    with Image.open(path) as image:
        width, height = image.size
        factor = size / min(width, height)
        wanted = (max(1, round(width * factor)), max(1, round(height * factor)))
        drafted = image.draft(None, (wanted[0] * gap, wanted[1] * gap)) if gap else None
        box = drafted[1] if drafted else None
        return image.convert('RGB').resize(wanted, Image.BICUBIC, box=box)


def stored(task):
    path, size, quality, gap = task
    out = io.BytesIO()
    small(path, size, gap).save(out, 'JPEG', quality=quality)
    return os.path.basename(path), out.getvalue()


def main():
    options = OPTIONS.parse_args()
    names = sorted(name for name in os.listdir(options.folder) if name.lower().endswith(('.jpg', '.jpeg')))
    tasks = [(os.path.join(options.folder, name), options.size, options.quality, options.gap) for name in names]
    os.makedirs(options.out, exist_ok=True)
    with Pool(options.processes) as pool, tarfile.open(os.path.join(options.out, '00000.tar'), 'w') as tar:
        pool.map(len, [''] * options.processes)
        start = time.perf_counter()
        for name, data in pool.imap(stored, tasks, chunksize=4):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
        seconds = time.perf_counter() - start
    print('images/s %.1f' % (len(tasks) / seconds))


if __name__ == '__main__':
    main()
