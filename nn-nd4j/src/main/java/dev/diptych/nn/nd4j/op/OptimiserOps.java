package dev.diptych.nn.nd4j.op;

import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.nd4j.array.Scratch;
import dev.diptych.nn.nd4j.array.Views;
import dev.diptych.nn.op.update.AdamWStep;
import dev.diptych.nn.op.update.Clamp;
import dev.diptych.nn.op.update.GradientNorm;
import dev.diptych.nn.op.update.Guard;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.floating.Sqrt;
import org.nd4j.linalg.factory.Nd4j;

/** Gradient clipping and AdamW; the scalars that steer them pass through the host. */
final class OptimiserOps {
    /** Below this ND4J's float32 sum of squares loses what it adds. */
    private static final double SMALL_NORM = 1e-12;

    private OptimiserOps() {}

    static void offer(Bindings<Op> bindings, Scratch scratch) {
        bindings.on(GradientNorm.class, OptimiserOps::gradientNorm);
        bindings.on(Guard.class, OptimiserOps::guard);
        bindings.on(Clamp.class, OptimiserOps::clamp);
        bindings.on(AdamWStep.class, op -> adamW(op, scratch));
    }

    static Op gradientNorm(GradientNorm p) {
        INDArray[] gradients = p.gradients().stream().map(Views::vector).toArray(INDArray[]::new);
        INDArray norm = Views.vector(p.norm());
        INDArray factor = Views.vector(p.factor());
        return () -> {
            double squares = 0;
            for (INDArray gradient : gradients) {
                double part = norm(gradient);
                squares += part * part;
            }
            double length = Math.sqrt(squares);
            norm.assign(length);
            factor.assign(p.factorOf(length));
        };
    }

    private static double norm(INDArray gradient) {
        double norm = gradient.norm2Number().doubleValue();
        if (norm > SMALL_NORM && norm < Double.POSITIVE_INFINITY) {
            return norm;
        }
        try (INDArray exact = gradient.castTo(DataType.DOUBLE)) {
            return exact.norm2Number().doubleValue();
        }
    }

    static Op guard(Guard p) {
        INDArray loss = Views.vector(p.loss());
        INDArray norm = Views.vector(p.norm());
        INDArray factor = Views.vector(p.factor());
        INDArray open = Views.vector(p.open());
        return () -> open.assign(Guard.decide(loss.getFloat(0), norm.getFloat(0), factor.getFloat(0)));
    }

    static Op clamp(Clamp p) {
        INDArray x = Views.vector(p.x());
        INDArray open = Views.vector(p.open());
        INDArray told = Views.vector(p.told());
        return () -> {
            float value = p.of(x.getFloat(0), open.getFloat(0));
            x.assign(value);
            told.assign(value);
        };
    }

    static Op adamW(AdamWStep p, Scratch scratch) {
        INDArray parameter = Views.vector(p.parameter());
        INDArray gradient = Views.vector(p.gradient());
        INDArray moment1 = Views.vector(p.moment1());
        INDArray moment2 = Views.vector(p.moment2());
        INDArray schedule = Views.vector(p.schedule());
        INDArray factor = Views.vector(p.factor());
        INDArray open = Views.vector(p.open());
        INDArray clipped = scratch.take(0, parameter.length());
        INDArray update = scratch.take(1, parameter.length());
        return () -> {
            if (open.getFloat(0) == 0) {
                return;
            }
            double rate = schedule.getDouble(0) * p.rate();
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
