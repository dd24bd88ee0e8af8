package dev.diptych.nn.cpu;

import dev.diptych.nn.engine.Op;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** Sets every element of a contiguous tensor, a tile at a time. */
final class FillKernel {
    private static final int TILE = 4096;

    private FillKernel() {}

    static Op of(FloatBuffer out, float value) {
        int length = out.capacity();
        float[] tile = new float[Math.min(TILE, length)];
        Arrays.fill(tile, value);
        return () -> {
            for (int at = 0; at < length; at += tile.length) {
                out.put(at, tile, 0, Math.min(tile.length, length - at));
            }
        };
    }
}
