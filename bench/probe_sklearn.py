#!/usr/bin/env python3
"""The peer for linear probes: scikit-learn's LogisticRegression (lbfgs) on the same features as eval probe, in turns.

  python3 bench/probe_sklearn.py [--features FOLDER]

Takes train.npy, train-labels.npy, test.npy and test-labels.npy of that folder, as eval probe does. Without it, makes features as
towers have them, of unit length, in a few strong directions and many weak ones, the same each time. Fits both to them with the
same C, and prints of each fit its seconds, the objective that it reached (C times the sum of the cross-entropies plus half the
squared weights, where it is lowest is best) and the accuracy on images that it was not fitted to. Ours counts the fit within the
process, its first, as a user has it. Needs Debian's python3-sklearn, and a built ./diptych.
"""
import argparse
import os
import re
import subprocess
import sys
import tempfile
import time


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--features", metavar="FOLDER")
    parser.add_argument("--images", type=int, default=60000)
    parser.add_argument("--test-images", type=int, default=10000)
    parser.add_argument("--dimensions", type=int, default=512)
    parser.add_argument("--classes", type=int, default=10)
    parser.add_argument("--c", type=float, default=1.0)
    parser.add_argument("--tolerance", type=float, default=1e-4, help="scikit-learn's, which is its default")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--probe", default="lbfgs", help="ours")
    return parser.parse_args()


args = arguments()
for library in ("OMP", "OPENBLAS", "MKL"):
    os.environ[library + "_NUM_THREADS"] = str(args.threads)
import numpy  # noqa: E402, its threads are set before it is loaded
import sklearn  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402


def features(count, seed, means, mixing):
    random = numpy.random.RandomState(seed)
    labels = random.randint(len(means), size=count)
    rows = means[labels] + random.standard_normal((count, len(mixing))) @ mixing
    rows /= numpy.linalg.norm(rows, axis=1, keepdims=True)
    return rows.astype(numpy.float32), labels


def peer(train, test):
    begin = time.perf_counter()
    model = LogisticRegression(C=args.c, tol=args.tolerance, max_iter=10000).fit(*train)
    seconds = time.perf_counter() - begin
    rows, labels = train
    scores = rows.astype(float) @ model.coef_.T + model.intercept_
    highest = scores.max(axis=1)
    losses = numpy.log(numpy.exp(scores - highest[:, None]).sum(axis=1)) + highest - scores[numpy.arange(len(labels)), labels]
    objective = args.c * losses.sum() + (model.coef_**2).sum() / 2
    return seconds, objective, model.score(*test), model.n_iter_[0]


def ours(folder):
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    files = {"--data": "test", "--labels": "test-labels", "--train": "train", "--train-labels": "train-labels"}
    command = [os.path.join(root, "diptych"), "eval", "probe", "--no-normalize", "--c", str(args.c)]
    command += ["--probe", args.probe, "--threads", str(args.threads), "--device", "cpu"]
    for option, name in files.items():
        command += [option, os.path.join(folder, name + ".npy")]
    done = subprocess.run(command, capture_output=True, text=True)
    found = re.search(r"acc1 ([\d.]+);.*objective ([\d.e+]+) after (\d+) iterations?, ([\d.]+) s", done.stderr)
    if found is None:
        sys.exit("diptych failed: " + done.stderr)
    return float(found[4]), float(found[2]), float(found[1]), int(found[3])


def made():
    random = numpy.random.RandomState(0)
    strengths = 1 / numpy.arange(1, args.dimensions + 1) ** 0.5
    rotation = numpy.linalg.qr(random.standard_normal((args.dimensions, args.dimensions)))[0]
    mixing = strengths[:, None] * rotation
    means = 0.13 * random.standard_normal((args.classes, args.dimensions)) @ mixing + 2 * rotation[0]
    return features(args.images, 1, means, mixing), features(args.test_images, 2, means, mixing)


def given(name):
    return numpy.load(os.path.join(args.features, name + ".npy")), numpy.load(os.path.join(args.features, name + "-labels.npy"))


train, test = (given("train"), given("test")) if args.features else made()
print(f"{train[0].shape[0]} x {train[0].shape[1]}, {train[1].max() + 1} classes, C {args.c:g}, {args.threads} threads")
with tempfile.TemporaryDirectory() as folder:
    for name, (rows, labels) in (("train", train), ("test", test)):
        numpy.save(os.path.join(folder, name + ".npy"), rows)
        numpy.save(os.path.join(folder, name + "-labels.npy"), labels)
    wide = [(rows.astype(float), labels) for rows, labels in (train, test)]  # what lbfgs computes in
    best = {}
    for _ in range(args.repeats):
        for name, fit in ((f"scikit-learn {sklearn.__version__}", lambda: peer(*wide)), ("ours", lambda: ours(folder))):
            seconds, objective, accuracy, iterations = fit()
            best[name] = min(best.get(name, seconds), seconds)
            print(f"{name:20} {seconds:8.2f} s  {iterations:5} iterations  objective {objective:.8g}  acc1 {accuracy:.4f}")
print("ours is faster, best of each: " + f"{list(best.values())[0] / best['ours']:.1f} times")
