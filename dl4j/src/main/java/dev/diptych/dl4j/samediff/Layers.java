package dev.diptych.dl4j.samediff;

import dev.diptych.nn.op.Activation;
import dev.diptych.nn.op.L2Normalize;
import dev.diptych.nn.op.LayerNorm;
import dev.diptych.nn.op.LayerScale;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.tensor.Tensor;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/*
 * SameDiff's own gelu is QuickGELU, and its layer norm has no epsilon: both are put together from what is right.
 */
/** Products, non-linearities and norms, all by rows. */
final class Layers {
    private static final double SMALLEST = 1e-12; // of lengths, as in L2Normalize
    private static final double TANH_FACTOR = Math.sqrt(2 / Math.PI);
    private static final double TANH_CUBIC = 0.044715;
    private static final double QUICK = 1.702;

    private final SameDiff graph;
    private final Variables variables;

    Layers(Variables variables) {
        this.graph = variables.graph();
        this.variables = variables;
    }

    void emit(Matmul product) {
        Tensor b = product.b();
        SDVariable value = graph.mmul(
                variables.rows(product.a()),
                variables.weight(b, b.shape().toArray()),
                product.transposeA(),
                product.transposeB(),
                false);
        if (product.scale() != 1) {
            value = graph.math().mul(value, product.scale());
        }
        if (product.bias() != null) {
            value = graph.math().add(value, variables.row(product.bias()));
        }
        if (product.activation() != null) {
            value = of(product.activation(), value);
        }
        if (product.residual() != null) {
            value = graph.math().add(variables.rows(product.residual()), value);
        }
        variables.setRows(product.out(), value);
    }

    void emit(Activation activation) {
        variables.set(activation.out(), of(activation.kind(), variables.get(activation.x())));
    }

    private SDVariable of(Activation.Kind kind, SDVariable x) {
        return switch (kind) {
            case GELU -> halves(x, graph.math().erf(graph.math().mul(x, Math.sqrt(0.5))));
            case GELU_TANH -> {
                SDVariable factor = graph.math()
                        .add(graph.math().mul(graph.math().square(x), TANH_FACTOR * TANH_CUBIC), TANH_FACTOR);
                yield halves(x, graph.math().tanh(graph.math().mul(x, factor)));
            }
            case QUICK_GELU ->
                graph.math().mul(x, graph.nn().sigmoid(graph.math().mul(x, QUICK)));
        };
    }

    /** {@code x (1 + share) / 2}. */
    private SDVariable halves(SDVariable x, SDVariable share) {
        return graph.math().mul(graph.math().mul(x, 0.5), graph.math().add(share, 1));
    }

    void emit(LayerNorm norm) {
        SDVariable x = variables.rows(norm.x());
        SDVariable centred = graph.math().sub(x, graph.mean(x, true, 1));
        SDVariable variance = graph.mean(graph.math().square(centred), true, 1);
        SDVariable deviation = graph.math().sqrt(graph.math().add(variance, norm.epsilon()));
        SDVariable scaled = graph.math().mul(graph.math().div(centred, deviation), variables.row(norm.gamma()));
        variables.setRows(norm.out(), graph.math().add(scaled, variables.row(norm.beta())));
    }

    void emit(LayerScale scale) {
        SDVariable weighted = graph.math().mul(variables.rows(scale.x()), variables.row(scale.gamma()));
        variables.setRows(scale.out(), graph.math().add(variables.rows(scale.residual()), weighted));
    }

    void emit(L2Normalize norm) {
        SDVariable x = variables.rows(norm.x());
        SDVariable length = graph.math().max(graph.norm2(x, true, 1), graph.constant((float) SMALLEST));
        variables.setRows(norm.out(), graph.math().div(x, length));
    }
}
