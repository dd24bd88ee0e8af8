package dev.diptych.contrastive.model;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.tensor.Tensor;

/** The images of M pairs as an input, written from those of a whole batch; steps of all caption lengths share it. */
final class ImageInput {
    private final Tensor tensor;
    private final float[] slice;

    /**
     * @param rows M
     * @param batch B, a multiple of M
     */
    ImageInput(ClipModel model, int rows, int batch) {
        this.tensor = model.images(rows);
        this.slice = new float[rows < batch ? Math.toIntExact(tensor.shape().elements()) : 0];
    }

    /** float32 [M, 3, S, S]. */
    Tensor tensor() {
        return tensor;
    }

    /**
     * Writes images {@code [part M, (part + 1) M)}.
     *
     * @param pixels float32 [B, 3, S, S]
     */
    void write(Engine engine, float[] pixels, int part) {
        if (slice.length == 0) {
            engine.write(tensor, pixels);
        } else {
            System.arraycopy(pixels, part * slice.length, slice, 0, slice.length);
            engine.write(tensor, slice);
        }
    }

    /** Begins to bring in a whole batch that will be written, where there are no parts. */
    void prefetch(Engine engine, float[] pixels) {
        if (slice.length == 0) {
            engine.prefetch(tensor, pixels);
        }
    }
}
