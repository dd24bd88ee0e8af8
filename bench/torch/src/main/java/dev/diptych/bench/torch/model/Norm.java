package dev.diptych.bench.torch.model;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** A layer norm over W. */
record Norm(int width, TensorOptional gain, TensorOptional bias) {
    private static final double EPSILON = 1e-5;

    static Norm declare(Weights weights, String name, int width) {
        return new Norm(
                width,
                new TensorOptional(weights.constant(name + ".weight", 1, width)),
                new TensorOptional(weights.constant(name + ".bias", 0, width)));
    }

    Tensor apply(Tensor x) {
        return torch.layer_norm(x, new long[] {width}, gain, bias, EPSILON, true);
    }
}
