package dev.diptych.nn.oracle;

import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.update.AdamWStep;
import dev.diptych.nn.op.update.Clamp;
import dev.diptych.nn.op.update.GradientNorm;
import dev.diptych.nn.op.update.Guard;
import dev.diptych.nn.tensor.Tensor;

/** Gradient clipping, the guard, AdamW and bounds. */
final class OptimiserOracle {
    private OptimiserOracle() {}

    static void offer(Bindings<Op> bindings, Oracle oracle) {
        bindings.on(GradientNorm.class, op -> gradientNorm(oracle, op));
        bindings.on(Guard.class, op -> guard(oracle, op));
        bindings.on(Clamp.class, op -> clamp(oracle, op));
        bindings.on(AdamWStep.class, op -> adamW(oracle, op));
    }

    static Op gradientNorm(Oracle oracle, GradientNorm p) {
        return () -> {
            double squares = 0;
            for (Tensor gradient : p.gradients()) {
                for (double value : oracle.grid(gradient).toArray()) {
                    squares += value * value;
                }
            }
            double norm = Math.sqrt(squares);
            oracle.grid(p.norm()).set(0, norm);
            double factor = Double.isInfinite(p.limit()) ? 1 : Math.min(1, p.limit() / (norm + 1e-6));
            oracle.grid(p.factor()).set(0, factor);
        };
    }

    /** The largest float32 is 2^128 less a little: that a square is finite asks for values below 2^64. */
    static Op guard(Oracle oracle, Guard p) {
        return () -> {
            double clipped =
                    oracle.grid(p.norm()).at(0) * oracle.grid(p.factor()).at(0);
            boolean open = Double.isFinite(oracle.grid(p.loss()).at(0)) && Math.abs(clipped) < 0x1p64;
            oracle.grid(p.open()).set(0, open ? 1 : 0);
        };
    }

    static Op clamp(Oracle oracle, Clamp p) {
        return () -> {
            Grid x = oracle.grid(p.x());
            if (oracle.grid(p.open()).at(0) != 0) {
                double raised = x.at(0) < p.low() ? p.low() : x.at(0);
                x.set(0, raised > p.high() ? p.high() : raised);
            }
            oracle.grid(p.told()).set(0, x.at(0));
        };
    }

    static Op adamW(Oracle oracle, AdamWStep p) {
        Grid parameter = oracle.grid(p.parameter());
        Grid gradient = oracle.grid(p.gradient());
        Grid moment1 = oracle.grid(p.moment1());
        Grid moment2 = oracle.grid(p.moment2());
        Grid schedule = oracle.grid(p.schedule());
        Grid factor = oracle.grid(p.factor());
        Grid open = oracle.grid(p.open());
        return () -> {
            if (open.at(0) == 0) {
                return;
            }
            double lr = schedule.at(0) * p.rate();
            for (int i = 0; i < parameter.elements(); i++) {
                double g = gradient.at(i) * factor.at(0);
                double m = p.beta1() * moment1.at(i) + (1.0 - p.beta1()) * g;
                double v = p.beta2() * moment2.at(i) + (1.0 - p.beta2()) * g * g;
                double decayed = parameter.at(i) - lr * p.decay() * parameter.at(i);
                moment1.set(i, m);
                moment2.set(i, v);
                parameter.set(i, decayed - lr * (m / schedule.at(1)) / (Math.sqrt(v / schedule.at(2)) + p.epsilon()));
            }
        };
    }
}
