package dev.diptych.bench.torch.model;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Makes unit embeddings of one token for each row. */
record Head(Norm norm, Tensor projection) {
    static Head declare(Weights weights, String norm, String projection, int width, int embed) {
        return new Head(
                Norm.declare(weights, norm, width), weights.normal(projection, Math.pow(width, -0.5), width, embed));
    }

    /** float32 [B, D], of unit length, for {@code tokens} [B, W]. */
    Tensor apply(Tensor tokens) {
        Tensor features = norm.apply(tokens).matmul(projection).to(ScalarType.Float);
        return features.div(features.norm(new ScalarOptional(new Scalar(2)), new long[] {1}, true));
    }
}
