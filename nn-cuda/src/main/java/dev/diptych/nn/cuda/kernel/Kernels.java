package dev.diptych.nn.cuda.kernel;

import dev.diptych.nn.cuda.launch.Launch;
import dev.diptych.nn.cuda.launch.Target;
import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.op.update.ParameterUpdate;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The launches of each primitive that is not a plain matrix product, in the order in which one stream runs them. Where a
 * tensor's storage is placed already, its place there decides whether 128-bit loads are possible; ask when binding.
 */
public final class Kernels {
    private final Bindings<List<Launch>> launches = new Bindings<>();

    /** @param target what they will run on */
    public Kernels(Target target) {
        ElementLaunches.offer(launches);
        ReductionLaunches.offer(launches);
        NormLaunches.offer(launches);
        AttentionLaunches.offer(launches, target);
        EmbeddingLaunches.offer(launches);
        TokenLaunches.offer(launches);
        LossLaunches.offer(launches);
        OptimizerLaunches.offer(launches);
        UpdateLaunches.offer(launches);
    }

    /** Whether there are launches for this kind of primitive. */
    public boolean has(Primitive op) {
        return launches.has(op);
    }

    /** @throws IllegalArgumentException if there are none for its kind */
    public List<Launch> of(Primitive op) {
        return launches.of(op);
    }

    /**
     * An update of parameters that have a copy.
     *
     * @param copy bfloat16 [N], written with the rounded parameters, or null
     */
    public List<Launch> of(ParameterUpdate op, @Nullable Tensor copy) {
        return UpdateLaunches.of(op, copy);
    }

    /**
     * What follows a product that stands in {@code op.out()} already, scale included: {@code out = act(out + bias) +
     * residual}, for what a product's own epilogue cannot do.
     */
    public List<Launch> epilogue(Matmul op) {
        return ElementLaunches.epilogue(op);
    }
}
