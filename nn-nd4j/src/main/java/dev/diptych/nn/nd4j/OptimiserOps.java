package dev.diptych.nn.nd4j;

import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.AdamWStep;
import dev.diptych.nn.op.GradientNorm;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.floating.Sqrt;
import org.nd4j.linalg.factory.Nd4j;

/** Gradient clipping and AdamW; the scalars that steer them pass through the host. */
final class OptimiserOps {
    /** Keeps the clipping factor finite, as PyTorch's does. */
    private static final double LEAST_NORM = 1e-6;

    private OptimiserOps() {}

    static Op gradientNorm(GradientNorm p) {
        INDArray[] gradients = p.gradients().stream().map(Views::vector).toArray(INDArray[]::new);
        INDArray norm = Views.vector(p.norm());
        INDArray factor = Views.vector(p.factor());
        return () -> {
            double squares = 0;
            for (INDArray gradient : gradients) {
                double part = gradient.norm2Number().doubleValue();
                squares += part * part;
            }
            double length = Math.sqrt(squares);
            norm.assign(length);
            factor.assign(Math.min(1, p.limit() / (length + LEAST_NORM)));
        };
    }

    static Op adamW(AdamWStep p, Scratch scratch) {
        INDArray parameter = Views.vector(p.parameter());
        INDArray gradient = Views.vector(p.gradient());
        INDArray moment1 = Views.vector(p.moment1());
        INDArray moment2 = Views.vector(p.moment2());
        INDArray schedule = Views.vector(p.schedule());
        INDArray factor = Views.vector(p.factor());
        INDArray clipped = scratch.take(0, parameter.length());
        INDArray update = scratch.take(1, parameter.length());
        return () -> {
            double rate = schedule.getDouble(0);
            double correction1 = schedule.getDouble(1);
            double correction2 = schedule.getDouble(2);
            gradient.mul(factor.getDouble(0), clipped);
            parameter.muli(1 - rate * p.decay());
            clipped.mul(1.0 - p.beta1(), update);
            moment1.muli(p.beta1()).addi(update);
            clipped.mul(clipped, update).muli(1.0 - p.beta2());
            moment2.muli(p.beta2()).addi(update);
            moment2.div(correction2, update);
            Nd4j.getExecutioner().exec(new Sqrt(update, update));
            update.addi(p.epsilon());
            moment1.div(update, update);
            parameter.subi(update.muli(rate / correction1));
        };
    }
}
