package dev.diptych.eval.probe.fit;

import dev.diptych.eval.retrieval.Embeddings;

/** Features that a program in any language can make: by the generator of ISO C's example, from 1. */
public final class Made {
    private int state = 1;

    private Made() {}

    /** A feature's number d is in [-1, 1) times 2^(d - 3), in 256 steps, and half of that more where d is the label. */
    public static ProbeData data(int count, int dimensions, int classes) {
        Made made = new Made();
        float[] values = new float[count * dimensions];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = made.next() % classes;
            for (int d = 0; d < dimensions; d++) {
                float unit = (float) Math.pow(2, d - 3);
                values[i * dimensions + d] = (made.next() % 256 - 128) / 128f * unit + (d == labels[i] ? unit / 2 : 0);
            }
        }
        return new ProbeData(new Embeddings(values, dimensions), labels, classes);
    }

    private int next() {
        state = (int) ((state * 1_103_515_245L + 12_345) % (1L << 31));
        return state >> 16;
    }
}
