package dev.diptych.nn.adapter;

import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;
import java.util.Arrays;

/**
 * What is learnt beside the weights of a linear layer that stays as it is (LoRA: Hu et al. 2022, section 4.1): {@code y = x
 * weight^T + scale (x down^T) up^T}.
 *
 * @param down float32 [R, K]
 * @param up float32 [N, R]
 */
public record Adapter(Tensor down, Tensor up, LowRank size) {
    /** Of the layer's weights, [N, K]. */
    public Shape weightShape() {
        return Shape.of(up.shape().size(0), down.shape().last());
    }

    /** That of outputs {@code [from, from + count)} alone. */
    public Adapter outputs(int from, int count) {
        return new Adapter(down, up.rows(from, count), size);
    }

    /**
     * Adds its part to what the layer computed.
     *
     * @param x of the tape's type [..., K]
     * @param out [..., N], which nothing has read yet
     */
    public void add(Tape tape, String name, Tensor x, Tensor out) {
        int[] sizes = x.shape().toArray();
        sizes[sizes.length - 1] = size.rank();
        Tensor inner = tape.computed(name + ".lora", sizes);
        tape.record(Matmul.linear(x, down, null, inner));
        tape.record(new Matmul(inner, false, up, true, (float) size.scale(), null, null, null, out, true));
    }

    /**
     * The weights of a layer that computes the same without it.
     *
     * @param weight [N, K]
     * @param downs the values of {@code down}
     * @param ups the values of {@code up}
     */
    public float[] merge(float[] weight, float[] downs, float[] ups) {
        int inputs = down.shape().last();
        int rank = size.rank();
        float[] merged = new float[weight.length];
        double[] row = new double[inputs];
        for (int n = 0; n < weight.length / inputs; n++) {
            Arrays.fill(row, 0);
            for (int r = 0; r < rank; r++) {
                double factor = size.scale() * ups[n * rank + r];
                for (int k = 0; k < inputs; k++) {
                    row[k] += factor * downs[r * inputs + k];
                }
            }
            for (int k = 0; k < inputs; k++) {
                merged[n * inputs + k] = (float) (weight[n * inputs + k] + row[k]);
            }
        }
        return merged;
    }
}
