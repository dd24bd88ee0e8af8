#!/usr/bin/env python3
"""The peer for searches: NumPy on the vectors of an index, one query at a time and many at once.

  ./diptych bench search --count 1000000 --folder work; python3 bench/search_peer.py work/index-1000000x512

Each takes the products with all rows, then the best K by argpartition. Needs Debian's python3-numpy and libopenblas0.
"""
import argparse
import struct
import time

import numpy

HEADER = 64


def best(scores, k):
    part = numpy.argpartition(scores, len(scores) - k)[len(scores) - k:]
    return part[numpy.argsort(-scores[part], kind="stable")]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index")
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--k", type=int, default=10)
    options = parser.parse_args()
    path = options.index + "/vectors.f32"
    with open(path, "rb") as file:
        header = file.read(HEADER)
    dimensions, count = struct.unpack("<iq", header[12:24])
    rows = numpy.fromfile(path, "<f4", count * dimensions, offset=HEADER).reshape(count, dimensions)
    chosen = numpy.random.default_rng(1).integers(0, count, options.queries)
    queries = rows[chosen] + numpy.random.default_rng(2).normal(0, 0.02, (options.queries, dimensions)).astype("f4")
    queries /= numpy.linalg.norm(queries, axis=1, keepdims=True)
    best(rows @ queries[0], options.k)
    times = []
    for query in queries[:20]:
        start = time.perf_counter()
        best(rows @ query, options.k)
        times.append(time.perf_counter() - start)
    start = time.perf_counter()
    scores = queries @ rows.T
    for each in scores:
        best(each, options.k)
    batch = time.perf_counter() - start
    print(f"NumPy {numpy.__version__}, {count} x {dimensions}: one query {sorted(times)[10] * 1e3:.1f} ms,"
          f" {options.queries} at once {batch:.2f} s")


if __name__ == "__main__":
    main()
