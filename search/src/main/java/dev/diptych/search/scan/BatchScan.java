package dev.diptych.search.scan;

import dev.diptych.nn.block.BlockProduct;
import dev.diptych.nn.engine.Engine;
import dev.diptych.search.index.StoredVectors;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/*
 * Each worker has an engine of one thread and takes blocks of rows, which it multiplies by all queries at once: a row is read once
 * for a hundred queries. The products are float32, whose error is bounded, and leave open what the exact products then decide.
 */
/** The most similar rows for many queries at once, by an engine's matrix products; one thread at a time searches. */
final class BatchScan implements AutoCloseable {
    /** Queries from which on this is faster than one scan of int8 after the other. */
    static final int WORTH = 8;

    private static final int ROWS = 512;
    private static final int STEP = 32;
    private static final int MOST_QUERIES = 128;

    /** 2^-24, the rounding of float32, and a tenth more for the lengths of the vectors, which are 1 nearly. */
    private static final double ROUNDING = 1.1 / (1 << 24);

    private static final float SLACK = 1e-6f;

    private final StoredVectors vectors;
    private final int workers;
    private final Supplier<Engine> engines;
    private List<BlockProduct> products = List.of();
    private int columns;

    /** @param engines makes an engine of one thread for each worker */
    BatchScan(StoredVectors vectors, int workers, Supplier<Engine> engines) {
        this.vectors = vectors;
        this.workers = workers;
        this.engines = engines;
    }

    /**
     * The rows that are open for each query.
     *
     * @param queries float32 [D] each, of unit length
     * @param most K, at most N
     * @return for each query what each worker kept
     */
    synchronized List<List<Candidates>> search(List<float[]> queries, int most, List<IntPredicate> allowed) {
        List<List<Candidates>> all = new ArrayList<>();
        for (int from = 0; from < queries.size(); from += MOST_QUERIES) {
            int to = Math.min(queries.size(), from + MOST_QUERIES);
            all.addAll(part(queries.subList(from, to), most, allowed.subList(from, to)));
        }
        return all;
    }

    private List<List<Candidates>> part(List<float[]> queries, int most, List<IntPredicate> allowed) {
        int d = vectors.dimensions();
        prepare((queries.size() + STEP - 1) / STEP * STEP);
        float[] together = new float[queries.size() * d];
        for (int i = 0; i < queries.size(); i++) {
            System.arraycopy(queries.get(i), 0, together, i * d, d);
        }
        AtomicInteger next = new AtomicInteger();
        List<List<Candidates>> byWorker = products.parallelStream()
                .map(product -> {
                    product.columns(together, 0, queries.size());
                    return scan(product, next, most, allowed);
                })
                .toList();
        return IntStream.range(0, queries.size())
                .mapToObj(i -> byWorker.stream().map(each -> each.get(i)).toList())
                .toList();
    }

    private List<Candidates> scan(BlockProduct product, AtomicInteger next, int most, List<IntPredicate> allowed) {
        List<Candidates> kept =
                allowed.stream().map(each -> new Candidates(most, each)).toList();
        float error = (float) (vectors.dimensions() * ROUNDING) + SLACK;
        float[] limits = new float[kept.size()];
        float[] block = new float[ROWS * vectors.dimensions()];
        float[] scores = new float[ROWS * columns];
        for (int row = next.getAndAdd(ROWS); row >= 0 && row < vectors.count(); row = next.getAndAdd(ROWS)) {
            int rows = Math.min(ROWS, vectors.count() - row);
            vectors.read(row, rows, block);
            product.rows(block, 0, rows);
            product.multiply(scores);
            offer(scores, row, rows, kept, limits, error);
        }
        return kept;
    }

    /** Its own method, since it runs once a block: the loop over blocks is compiled late. */
    private void offer(float[] scores, int first, int rows, List<Candidates> kept, float[] limits, float error) {
        for (int i = 0; i < limits.length; i++) {
            limits[i] = kept.get(i).threshold() - error;
        }
        for (int r = 0; r < rows; r++) {
            for (int i = 0; i < limits.length; i++) {
                float score = scores[r * columns + i];
                if (score >= limits[i]) {
                    kept.get(i).offer(first + r, score, error);
                    limits[i] = kept.get(i).threshold() - error;
                }
            }
        }
    }

    private void prepare(int wanted) {
        if (columns != wanted) {
            close();
            List<BlockProduct> made = new ArrayList<>();
            products = made;
            for (int worker = 0; worker < workers; worker++) {
                made.add(new BlockProduct(engines.get(), ROWS, wanted, vectors.dimensions()));
            }
            columns = wanted;
        }
    }

    @Override
    public synchronized void close() {
        products.forEach(BlockProduct::close);
        products = List.of();
        columns = 0;
    }
}
