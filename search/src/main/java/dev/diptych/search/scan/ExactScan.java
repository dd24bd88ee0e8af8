package dev.diptych.search.scan;

import dev.diptych.nn.engine.Devices;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.UnusableDeviceException;
import dev.diptych.search.index.OpenIndex;
import dev.diptych.search.index.StoredVectors;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The most similar rows, exactly: int8 first, which is a quarter of the bytes, or for many queries at once an engine's float32, then in
 * float64 what that leaves open. For any number of threads.
 */
public final class ExactScan implements AutoCloseable {
    private final StoredVectors vectors;
    private final QuantizedVectors quantized;
    private final BatchScan batch;
    private final int workers;

    private ExactScan(StoredVectors vectors, QuantizedVectors quantized, int workers, Supplier<Engine> engines) {
        this.vectors = vectors;
        this.quantized = quantized;
        this.batch = new BatchScan(vectors, workers, engines);
        this.workers = workers;
    }

    /**
     * Opens an index's quantised rows.
     *
     * @param workers threads
     * @throws dev.diptych.search.index.IndexException if they are damaged or another index's
     */
    public static ExactScan open(OpenIndex index, int workers) {
        return new ExactScan(
                index.vectors(),
                QuantizedVectors.open(index.folder().quantized(), index.manifest()),
                workers,
                () -> Devices.open("cpu", 1));
    }

    /**
     * Finds the best rows for each query.
     *
     * @param queries float32 [D] each, of unit length
     * @param most K, at least 1
     * @param allowed rows that may be found, for each query
     * @return for each K of them or all that there are, the most similar first, of equal ones the lower row
     */
    public List<List<ScoredRow>> search(List<float[]> queries, int most, List<IntPredicate> allowed) {
        int k = Math.min(most, vectors.count());
        if (k == 0) {
            return queries.stream().map(query -> List.<ScoredRow>of()).toList();
        }
        List<List<Candidates>> open = open(queries, k, allowed);
        return IntStream.range(0, queries.size())
                .parallel()
                .mapToObj(i -> exact(queries.get(i), open.get(i), k))
                .toList();
    }

    private List<List<Candidates>> open(List<float[]> queries, int k, List<IntPredicate> allowed) {
        if (queries.size() >= BatchScan.WORTH) {
            try {
                return batch.search(queries, k, allowed);
            } catch (UnusableDeviceException e) {
                // One after the other finds the same.
            }
        }
        return IntStream.range(0, queries.size())
                .mapToObj(i -> scan(QuantizedQuery.of(queries.get(i)), k, allowed.get(i)))
                .toList();
    }

    private List<Candidates> scan(QuantizedQuery query, int k, IntPredicate allowed) {
        AtomicInteger next = new AtomicInteger();
        return IntStream.range(0, Math.min(workers, quantized.blocks()))
                .parallel()
                .mapToObj(worker -> {
                    Candidates candidates = new Candidates(k, allowed);
                    QuantizedVectors.Workspace workspace = quantized.new Workspace();
                    for (int block = next.getAndIncrement();
                            block < quantized.blocks();
                            block = next.getAndIncrement()) {
                        workspace.scan(block, query, candidates);
                    }
                    return candidates;
                })
                .toList();
    }

    private List<ScoredRow> exact(float[] query, List<Candidates> open, int k) {
        float[] row = new float[query.length];
        return Candidates.best(open, k, number -> {
            vectors.row(number, row);
            return dot(row, query);
        });
    }

    /** In float64, from the first dimension to the last. */
    public static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    @Override
    public void close() {
        batch.close();
    }
}
