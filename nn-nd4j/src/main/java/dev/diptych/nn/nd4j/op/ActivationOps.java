package dev.diptych.nn.nd4j.op;

import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.nd4j.array.Scratch;
import dev.diptych.nn.nd4j.array.Views;
import dev.diptych.nn.op.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sigmoid;
import org.nd4j.linalg.factory.Nd4j;

/** GELU and QuickGELU, composed: ND4J's {@code gelu} is QuickGELU, and its {@code preciseGelu} is wrong. */
final class ActivationOps {
    private static final double SQRT_HALF = Math.sqrt(0.5);
    private static final double DENSITY = 1 / Math.sqrt(2 * Math.PI);
    private static final double QUICK = 1.702;
    private static final double SQRT_2_BY_PI = Math.sqrt(2 / Math.PI);
    private static final double CUBIC = 0.044715;

    private ActivationOps() {}

    static void offer(Bindings<Op> bindings, Scratch scratch) {
        bindings.on(Activation.class, op -> activation(op, scratch));
        bindings.on(Activation.Grad.class, op -> gradient(op, scratch));
    }

    static Op activation(Activation p, Scratch scratch) {
        INDArray x = Views.vector(p.x());
        INDArray out = Views.vector(p.out());
        INDArray gate = scratch.take(0, x.length());
        return () -> apply(p.kind(), x, out, gate);
    }

    static Op gradient(Activation.Grad p, Scratch scratch) {
        INDArray x = Views.vector(p.x());
        INDArray dout = Views.vector(p.dout());
        INDArray dx = Views.vector(p.dx());
        INDArray gate = scratch.take(0, x.length());
        INDArray slope = scratch.take(1, x.length());
        return () -> {
            gate(p.kind(), x, gate);
            switch (p.kind()) {
                case GELU -> { // slope = x phi(x)
                    x.mul(x, slope).muli(-0.5);
                    Nd4j.getExecutioner().exec(new Exp(slope, slope));
                    slope.muli(x).muli(DENSITY);
                }
                case GELU_TANH -> { // slope = x gate'(x), gate = sigmoid(2 u): 2 x gate (1 - gate) u'(x)
                    x.mul(x, slope).muli(6 * CUBIC * SQRT_2_BY_PI).addi(2 * SQRT_2_BY_PI);
                    slope.muli(x).muli(gate);
                    gate.rsubi(1);
                    slope.muli(gate);
                    gate.rsubi(1);
                }
                case QUICK_GELU -> { // slope = 1.702 x gate (1 - gate)
                    gate.rsub(1, slope).muli(gate).muli(x).muli(QUICK);
                }
            }
            slope.addi(gate);
            dout.mul(slope, dx);
        };
    }

    /** {@code out = kind(x)}; {@code gate} is scratch of the same shape, {@code out} may be {@code x}. */
    static void apply(Activation.Kind kind, INDArray x, INDArray out, INDArray gate) {
        gate(kind, x, gate);
        x.mul(gate, out);
    }

    /** What x is multiplied with: the normal distribution function, its approximation, or the sigmoid of 1.702 x. */
    private static void gate(Activation.Kind kind, INDArray x, INDArray gate) {
        switch (kind) {
            case GELU -> {
                x.mul(SQRT_HALF, gate);
                Nd4j.getExecutioner().exec(new Erf(gate, gate));
                gate.addi(1).muli(0.5);
            }
            case GELU_TANH -> { // (1 + tanh(u)) / 2 = sigmoid(2 u), u = sqrt(2 / pi) (x + 0.044715 x^3)
                x.mul(x, gate).muli(2 * CUBIC * SQRT_2_BY_PI).addi(2 * SQRT_2_BY_PI);
                gate.muli(x);
                Nd4j.getExecutioner().exec(new Sigmoid(gate, gate));
            }
            case QUICK_GELU -> {
                x.mul(QUICK, gate);
                Nd4j.getExecutioner().exec(new Sigmoid(gate, gate));
            }
        }
    }
}
