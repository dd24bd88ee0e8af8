package dev.diptych.nn.nd4j.op;

import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.nd4j.array.Scratch;
import dev.diptych.nn.nd4j.array.Views;
import dev.diptych.nn.op.Mix;
import dev.diptych.nn.op.update.AdamWStep;
import dev.diptych.nn.op.update.Average;
import dev.diptych.nn.op.update.Clamp;
import dev.diptych.nn.op.update.Descent;
import dev.diptych.nn.op.update.GradientNorm;
import dev.diptych.nn.op.update.Guard;
import dev.diptych.nn.op.update.LionStep;
import dev.diptych.nn.op.update.Nesterov;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.floating.Sqrt;
import org.nd4j.linalg.api.ops.impl.transforms.same.Sign;
import org.nd4j.linalg.factory.Nd4j;

/** Gradient clipping and the optimisers' updates; the scalars that steer them pass through the host. */
final class OptimiserOps {
    /** Below this ND4J's float32 sum of squares loses what it adds. */
    private static final double SMALL_NORM = 1e-12;

    private OptimiserOps() {}

    static void offer(Bindings<Op> bindings, Scratch scratch) {
        bindings.on(GradientNorm.class, OptimiserOps::gradientNorm);
        bindings.on(Guard.class, OptimiserOps::guard);
        bindings.on(Clamp.class, OptimiserOps::clamp);
        bindings.on(AdamWStep.class, op -> adamW(op, scratch));
        bindings.on(LionStep.class, op -> lion(op, scratch));
        bindings.on(Nesterov.class, op -> nesterov(op, scratch));
        bindings.on(Descent.class, op -> descent(op, scratch));
        bindings.on(Mix.class, op -> mix(op, scratch));
        bindings.on(Average.class, op -> average(op, scratch));
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
        INDArray limits = Views.vector(p.limits());
        INDArray open = Views.vector(p.open());
        return () -> open.assign(Guard.decide(
                loss.getFloat(0), norm.getFloat(0), factor.getFloat(0), limits.getFloat(0), limits.getFloat(1)));
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

    static Op lion(LionStep p, Scratch scratch) {
        INDArray parameter = Views.vector(p.parameter());
        INDArray gradient = Views.vector(p.gradient());
        INDArray moment = Views.vector(p.moment());
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
            gradient.mul(factor.getDouble(0) * (1.0 - p.beta1()), clipped);
            moment.mul(p.beta1(), update).addi(clipped);
            Nd4j.getExecutioner().exec(new Sign(update, update));
            parameter.muli(1 - rate * p.decay()).subi(update.muli(rate));
            gradient.mul(factor.getDouble(0) * (1.0 - p.beta2()), clipped);
            moment.muli(p.beta2()).addi(clipped);
        };
    }

    static Op nesterov(Nesterov p, Scratch scratch) {
        INDArray gradient = Views.vector(p.gradient());
        INDArray moment = Views.vector(p.moment());
        INDArray factor = Views.vector(p.factor());
        INDArray open = Views.vector(p.open());
        INDArray ahead = scratch.take(0, gradient.length());
        return () -> {
            if (open.getFloat(0) == 0) {
                return;
            }
            gradient.muli(factor.getDouble(0));
            moment.muli(p.beta()).addi(gradient);
            moment.mul(p.beta(), ahead);
            gradient.addi(ahead);
        };
    }

    static Op descent(Descent p, Scratch scratch) {
        INDArray parameter = Views.vector(p.parameter());
        INDArray direction = Views.vector(p.direction());
        INDArray schedule = Views.vector(p.schedule());
        INDArray open = Views.vector(p.open());
        INDArray step = scratch.take(0, parameter.length());
        return () -> {
            if (open.getFloat(0) == 0) {
                return;
            }
            double rate = schedule.getDouble(0) * p.rate();
            direction.mul(rate, step);
            parameter.muli(1 - rate * p.decay()).subi(step);
        };
    }

    static Op mix(Mix p, Scratch scratch) {
        INDArray x = Views.vector(p.x());
        INDArray y = Views.vector(p.y());
        INDArray out = Views.vector(p.out());
        INDArray part = scratch.take(0, out.length());
        return () -> {
            y.mul(p.beta(), part);
            x.mul(p.alpha(), out);
            out.addi(part);
        };
    }

    static Op average(Average p, Scratch scratch) {
        INDArray average = Views.vector(p.average());
        INDArray parameter = Views.vector(p.parameter());
        INDArray share = Views.vector(p.share());
        INDArray open = Views.vector(p.open());
        INDArray difference = scratch.take(0, average.length());
        return () -> {
            if (open.getFloat(0) != 0) {
                parameter.sub(average, difference);
                average.addi(difference.muli(share.getDouble(0)));
            }
        };
    }
}
