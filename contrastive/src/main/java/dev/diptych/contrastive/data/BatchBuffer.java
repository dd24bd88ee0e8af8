package dev.diptych.contrastive.data;

import dev.diptych.contrastive.step.Batch;
import java.util.concurrent.atomic.AtomicInteger;

/** The arrays of one micro-batch, filled row by row on any threads, then again for a later one. */
final class BatchBuffer {
    private final float[] images;
    private final int[] ids;
    private final int[] ends;
    private final int[] groups;
    private final AtomicInteger filled = new AtomicInteger();

    /** The samples of the rows. */
    private final int[] samples;

    /** What a row is told apart by where pairs are masked. */
    private final String[] names;

    BatchBuffer(int rows, int imageLength, int context) {
        this.images = new float[Math.multiplyExact(rows, imageLength)];
        this.ids = new int[rows * context];
        this.ends = new int[rows];
        this.groups = new int[rows];
        this.samples = new int[rows];
        this.names = new String[rows];
    }

    void begin() {
        filled.set(0);
    }

    float[] images() {
        return images;
    }

    int[] ids() {
        return ids;
    }

    /** Says that a row is written, with its sample, its end and its name. */
    void filled(int row, int sample, int end, String name) {
        samples[row] = sample;
        ends[row] = end;
        names[row] = name;
        filled.incrementAndGet();
    }

    boolean isFull() {
        return filled.get() == ends.length;
    }

    String name(int row) {
        return names[row];
    }

    int[] samples() {
        return samples;
    }

    int[] groups() {
        return groups;
    }

    Batch batch() {
        return new Batch(images, ids, ends, groups, samples);
    }
}
