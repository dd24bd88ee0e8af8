package dev.diptych.bench.torch.model;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** A linear layer with a bias. */
record Linear(Tensor weight, TensorOptional bias) {
    static Linear declare(Weights weights, String weight, String bias, double deviation, int outputs, int inputs) {
        Tensor matrix = weights.normal(weight, deviation, outputs, inputs);
        return new Linear(matrix, new TensorOptional(weights.constant(bias, 0, outputs)));
    }

    /** As most are named. */
    static Linear declare(Weights weights, String name, double deviation, int outputs, int inputs) {
        return declare(weights, name + ".weight", name + ".bias", deviation, outputs, inputs);
    }

    Tensor apply(Tensor x) {
        return torch.linear(x, weight, bias);
    }
}
