package dev.diptych.contrastive.model;

import dev.diptych.nn.layer.Initializer;
import dev.diptych.nn.layer.Linear;
import dev.diptych.nn.layer.Norm;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.op.Activation;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Tensor;

/**
 * What SimCLR's loss sees of an image: three linear layers on what the image tower pooled, before its projection. SLIP's (Mu et al.
 * 2021, section 3) with a layer norm where that has a norm over the batch, and GELU for ReLU: so that an image's features depend on
 * that image alone, whatever micro-batch it is in. It is trained with the model and no part of it.
 */
public final class ProjectionHead {
    /** What the names of its parameters begin with. */
    public static final String PREFIX = "simclr.";

    private final Linear first;
    private final Norm firstNorm;
    private final Linear second;
    private final Norm secondNorm;
    private final Linear third;

    private ProjectionHead(Linear first, Norm firstNorm, Linear second, Norm secondNorm, Linear third) {
        this.first = first;
        this.firstNorm = firstNorm;
        this.second = second;
        this.secondNorm = secondNorm;
        this.third = third;
    }

    /**
     * How large one is.
     *
     * @param hidden the width between its layers; SLIP's is 4096
     * @param width of what it returns; SLIP's is 256
     */
    public record Size(int hidden, int width) {
        public Size {
            if (hidden < 1 || width < 1) {
                throw new IllegalArgumentException(
                        "projection head: hidden " + hidden + ", width " + width + ", expected both above 0");
            }
        }
    }

    /** Declares {@code simclr.layer1.weight} and so on, in PyTorch's default first values. */
    static ProjectionHead declare(Parameters parameters, int inputs, Size size) {
        return new ProjectionHead(
                linear(parameters, "layer1", inputs, size.hidden),
                Norm.declare(parameters, PREFIX + "norm1", size.hidden),
                linear(parameters, "layer2", size.hidden, size.hidden),
                Norm.declare(parameters, PREFIX + "norm2", size.hidden),
                linear(parameters, "layer3", size.hidden, size.width));
    }

    private static Linear linear(Parameters parameters, String name, int inputs, int outputs) {
        return Linear.declare(
                parameters,
                PREFIX + name + ".weight",
                PREFIX + name + ".bias",
                inputs,
                outputs,
                Initializer.fanIn(inputs),
                Initializer.fanIn(inputs));
    }

    /** The width of what it returns. */
    public int width() {
        return third.weight().shape().size(0);
    }

    /** @return float32 [N, {@link #width}] for {@code pooled} [N, P] */
    public Tensor apply(Tape tape, Tensor pooled) {
        Tensor once = activated(tape, firstNorm, product(tape, first, pooled));
        return product(tape, third, activated(tape, secondNorm, product(tape, second, once)));
    }

    private static Tensor product(Tape tape, Linear layer, Tensor x) {
        Tensor weight = layer.weight();
        Tensor out = tape.activation(
                PREFIX + "out", x.shape().size(0), weight.shape().size(0));
        tape.record(Matmul.linear(x, weight, layer.bias(), out));
        return out;
    }

    private static Tensor activated(Tape tape, Norm norm, Tensor x) {
        Tensor normed = norm.apply(tape, PREFIX + "normed", x);
        Tensor out = tape.computed(PREFIX + "gelu", x.shape().toArray());
        tape.record(new Activation(Activation.Kind.GELU, normed, out));
        return out;
    }
}
