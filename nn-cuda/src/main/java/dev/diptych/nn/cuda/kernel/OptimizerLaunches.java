package dev.diptych.nn.cuda.kernel;

import dev.diptych.nn.op.AdamWStep;
import dev.diptych.nn.op.GradientNorm;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Launches. */
final class OptimizerLaunches {
    private OptimizerLaunches() {}

    static List<Launch> gradientNorm(GradientNorm op) {
        throw new UnsupportedOperationException(op.name());
    }

    static List<Launch> adamW(AdamWStep op, @Nullable Tensor copy) {
        throw new UnsupportedOperationException(op.name());
    }
}
