package dev.diptych.search.scan;

import dev.diptych.file.MappedFile;
import dev.diptych.file.Trouble;
import dev.diptych.search.index.IndexException;
import dev.diptych.search.index.Manifest;
import dev.diptych.search.index.VectorHeader;
import java.io.IOException;
import java.nio.file.Path;

/** Rows as {@link QuantizedWriter} wrote them, mapped; for any number of threads. */
final class QuantizedVectors {
    private final MappedFile mapped;
    private final QuantizedLayout layout;

    private QuantizedVectors(MappedFile mapped, QuantizedLayout layout) {
        this.mapped = mapped;
        this.layout = layout;
    }

    static QuantizedVectors open(Path file, Manifest manifest) {
        QuantizedLayout layout = new QuantizedLayout(manifest.count(), manifest.dimensions());
        try {
            MappedFile mapped = MappedFile.open(file);
            new VectorHeader(QuantizedLayout.MAGIC, manifest.dimensions(), manifest.count(), manifest.id())
                    .check(file, mapped, layout.size());
            return new QuantizedVectors(mapped, layout);
        } catch (IOException e) {
            throw IndexException.reading(
                    file.toString(),
                    Trouble.said(e) + ", expected a file of an index; index again with --overwrite",
                    e);
        }
    }

    /** What a worker needs for a block at a time. */
    final class Workspace {
        private final int width = layout.blocks() == 0 ? 0 : layout.width(0);
        private final float[] scales = new float[width];
        private final float[] left = new float[width];
        private int[][] dimensions = new int[BlockSums.TOGETHER][width / Integer.BYTES];
        private BlockSums sums = new BlockSums(width / Integer.BYTES);

        /** Offers each row of a block. */
        void scan(int block, QuantizedQuery query, Candidates candidates) {
            int rows = layout.width(block);
            fit(rows / Integer.BYTES);
            sums.clear();
            for (int d = 0; d < layout.stored(); d += BlockSums.TOGETHER) {
                for (int i = 0; i < BlockSums.TOGETHER; i++) {
                    mapped.read(layout.bytes(block, d + i), dimensions[i]);
                }
                sums.add(dimensions, query.levels(), d);
            }
            mapped.read(layout.scales(block), scales, 0, rows);
            mapped.read(layout.scales(block) + (long) rows * Float.BYTES, left, 0, rows);
            int from = block * QuantizedLayout.BLOCK;
            for (int row = 0; row < BlockSums.ROWS; row++) {
                offer(row, Math.min(rows, layout.count() - from), from, query, candidates);
            }
        }

        /** Every fourth row, whose sums lie beside each other. */
        private void offer(int first, int there, int from, QuantizedQuery query, Candidates candidates) {
            int[] sum = sums.of(first);
            float scale = query.scale();
            float base = query.leastError();
            float length = query.length();
            float threshold = candidates.threshold();
            for (int row = first, lane = 0; row < there; row += BlockSums.ROWS, lane++) {
                float approximate = scale * scales[row] * sum[lane];
                float error = base + length * left[row];
                if (approximate + error >= threshold) {
                    candidates.offer(from + row, approximate, error);
                    threshold = candidates.threshold();
                }
            }
        }

        private void fit(int lanes) {
            if (dimensions[0].length != lanes) {
                dimensions = new int[BlockSums.TOGETHER][lanes];
                sums = new BlockSums(lanes);
            }
        }
    }

    int blocks() {
        return layout.blocks();
    }
}
