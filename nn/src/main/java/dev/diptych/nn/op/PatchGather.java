package dev.diptych.nn.op;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.program.Primitive;
import dev.diptych.nn.program.Tape;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * Cuts images into square patches, rows in reading order, each laid out as a convolution kernel: channel, row, column.
 *
 * @param images float32 [B, 3, S, S]
 * @param patch P, the side of a patch, a divisor of S
 * @param out float32 or bfloat16 [B (S/P)^2, 3 P P]
 */
public record PatchGather(Tensor images, int patch, Tensor out) implements Primitive {
    public PatchGather {
        Require.contiguous("patches", images, out);
        int side = images.shape().last();
        if (images.shape().rank() != 4 || images.shape().size(2) != side || side % patch != 0) {
            throw new IllegalArgumentException(
                    "patches: " + images + ", expected [B, 3, S, S] with S a multiple of the patch size " + patch);
        }
        Require.equal("patches", out, out.shape().elements(), images.shape().elements());
    }

    @Override
    public List<Tensor> reads() {
        return List.of(images);
    }

    @Override
    public List<Tensor> writes() {
        return List.of(out);
    }

    /** Patches along one side of the image. */
    public int grid() {
        return images.shape().last() / patch;
    }

    @Override
    public void backward(Tape tape) {}

    @Override
    public Op bind(Engine engine) {
        return engine.bind(this);
    }
}
