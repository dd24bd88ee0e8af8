#!/usr/bin/env python3
"""Searches of `diptych serve` a second, and how long one takes; the standard library only.

    python3 bench/serve_load.py http://127.0.0.1:1234 --connections 8 --seconds 20

Each connection is kept open and asks again as soon as it has its answer. Texts are made of a few words, so that most are new.
"""
import argparse
import http.client
import json
import random
import threading
import time
import urllib.parse

WORDS = "red blue green small large smiling old new wooden bird car house tree flower face hand sun moon cat dog".split()


def worker(host, port, args, seed, stop, times, wrong):
    draw = random.Random(seed)
    connection = http.client.HTTPConnection(host, port, timeout=60)
    while time.perf_counter() < stop:
        text = " ".join(draw.choice(WORDS) for _ in range(draw.randint(1, 4)))
        body = json.dumps({"text": text, "modality": "image", "num_images": args.results, "num_result_ids": args.results})
        begin = time.perf_counter()
        try:
            connection.request("POST", "/knn-service", body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            data = answer.read()
            found = json.loads(data)
            if answer.status != 200 or not isinstance(found, list):
                raise ValueError(f"{answer.status} {data[:200]!r}")
        except (OSError, ValueError, http.client.HTTPException) as e:
            wrong.append(repr(e))
            connection.close()
            connection = http.client.HTTPConnection(host, port, timeout=60)
            continue
        times.append((begin, time.perf_counter() - begin, len(data)))
    connection.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--warm-up", type=float, default=5, help="seconds that do not count")
    parser.add_argument("--results", type=int, default=20)
    args = parser.parse_args()
    url = urllib.parse.urlsplit(args.url)
    counted = time.perf_counter() + args.warm_up
    times, wrong = [], []
    threads = [
        threading.Thread(target=worker, args=(url.hostname, url.port or 80, args, i, counted + args.seconds, times, wrong))
        for i in range(args.connections)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = sorted(1000 * each for begin, each, _ in times if begin >= counted)
    if not took:
        raise SystemExit(f"no search counted, expected some; {len(wrong)} failed: {wrong[:3]}")
    size = sum(each for begin, _, each in times if begin >= counted) / len(took)
    at = lambda share: took[min(len(took) - 1, int(share * len(took)))]
    print(f"{args.connections} connections, {args.results} results of {size / 1000:.0f} kB: {len(took) / args.seconds:.1f} searches/s, "
          f"p50 {at(0.5):.1f} ms, p99 {at(0.99):.1f} ms, longest {took[-1]:.1f} ms, {len(wrong)} failed")
    for each in sorted(set(wrong))[:5]:
        print("failed:", each)


if __name__ == "__main__":
    main()
