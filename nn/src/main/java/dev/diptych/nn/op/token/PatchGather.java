package dev.diptych.nn.op.token;

import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Require;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * Cuts images into square patches, rows in reading order, each laid out as a convolution kernel: channel, row, column.
 * What is left at the right and the bottom, less than a patch wide, is not read, as by a convolution.
 *
 * @param images float32 [B, 3, S, S]
 * @param patch P, the side of a patch, at most S
 * @param out float32 or bfloat16 [B G G, 3 P P], G being S / P rounded down
 */
public record PatchGather(Tensor images, int patch, Tensor out) implements Primitive {
    public PatchGather {
        Require.contiguous("patches", images, out);
        int side = images.shape().last();
        if (images.shape().rank() != 4 || images.shape().size(2) != side || patch > side) {
            throw new IllegalArgumentException(
                    "patches: " + images + ", expected [B, 3, S, S] with S at least the patch size " + patch);
        }
        int used = side / patch * patch;
        Require.equal("patches", out, out.shape().elements(), images.shape().elements() / side / side * used * used);
    }

    @Override
    public List<Tensor> reads() {
        return List.of(images);
    }

    @Override
    public List<Tensor> writes() {
        return List.of(out);
    }

    /** G, patches along one side of the image. */
    public int grid() {
        return images.shape().last() / patch;
    }

    @Override
    public void backward(Tape tape) {}
}
