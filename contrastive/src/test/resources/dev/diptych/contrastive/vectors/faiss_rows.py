"""Reads an exported index of Faiss and prints what it holds and finds: faiss_rows.py INDEX QUERIES.npy K"""
import json
import sys

import faiss
import numpy

index = faiss.read_index(sys.argv[1])
queries = numpy.load(sys.argv[2])
similarity, ids = index.search(queries, int(sys.argv[3]))
vectors = index.reconstruct_n(0, index.ntotal)
own = faiss.IndexFlatIP(index.d)
own.add(vectors)
print(json.dumps({
    "as_its_own": faiss.serialize_index(own).tobytes() == open(sys.argv[1], "rb").read(),
    "inner_product": index.metric_type == faiss.METRIC_INNER_PRODUCT,
    "vectors": vectors.tolist(),
    "ids": ids.tolist(),
}))
