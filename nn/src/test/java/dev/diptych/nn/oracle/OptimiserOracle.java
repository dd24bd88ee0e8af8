package dev.diptych.nn.oracle;

import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.Mix;
import dev.diptych.nn.op.update.AdamWStep;
import dev.diptych.nn.op.update.Average;
import dev.diptych.nn.op.update.Clamp;
import dev.diptych.nn.op.update.Descent;
import dev.diptych.nn.op.update.GradientNorm;
import dev.diptych.nn.op.update.Guard;
import dev.diptych.nn.op.update.LionStep;
import dev.diptych.nn.op.update.Nesterov;
import dev.diptych.nn.tensor.Tensor;

/** Gradient clipping, the guard, updates and bounds. */
final class OptimiserOracle {
    private OptimiserOracle() {}

    static void offer(Bindings<Op> bindings, Oracle oracle) {
        bindings.on(GradientNorm.class, op -> gradientNorm(oracle, op));
        bindings.on(Guard.class, op -> guard(oracle, op));
        bindings.on(Clamp.class, op -> clamp(oracle, op));
        bindings.on(AdamWStep.class, op -> adamW(oracle, op));
        bindings.on(LionStep.class, op -> lion(oracle, op));
        bindings.on(Nesterov.class, op -> nesterov(oracle, op));
        bindings.on(Descent.class, op -> descent(oracle, op));
        bindings.on(Mix.class, op -> mix(oracle, op));
        bindings.on(Average.class, op -> average(oracle, op));
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
            double loss = oracle.grid(p.loss()).at(0);
            Grid limits = oracle.grid(p.limits());
            boolean open = Double.isFinite(loss)
                    && Math.abs(clipped) < 0x1p64
                    && loss <= limits.at(0)
                    && oracle.grid(p.norm()).at(0) <= limits.at(1);
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

    static Op lion(Oracle oracle, LionStep p) {
        Grid parameter = oracle.grid(p.parameter());
        Grid moment = oracle.grid(p.moment());
        return () -> {
            if (oracle.grid(p.open()).at(0) == 0) {
                return;
            }
            double lr = oracle.grid(p.schedule()).at(0) * p.rate();
            for (int i = 0; i < parameter.elements(); i++) {
                double g = oracle.grid(p.gradient()).at(i)
                        * oracle.grid(p.factor()).at(0);
                double m = moment.at(i);
                double update = Math.signum(p.beta1() * m + (1.0 - p.beta1()) * g);
                parameter.set(i, parameter.at(i) - lr * (update + p.decay() * parameter.at(i)));
                moment.set(i, p.beta2() * m + (1.0 - p.beta2()) * g);
            }
        };
    }

    static Op nesterov(Oracle oracle, Nesterov p) {
        Grid gradient = oracle.grid(p.gradient());
        Grid moment = oracle.grid(p.moment());
        return () -> {
            if (oracle.grid(p.open()).at(0) == 0) {
                return;
            }
            for (int i = 0; i < gradient.elements(); i++) {
                double g = gradient.at(i) * oracle.grid(p.factor()).at(0);
                double m = p.beta() * moment.at(i) + g;
                moment.set(i, m);
                gradient.set(i, g + p.beta() * m);
            }
        };
    }

    static Op descent(Oracle oracle, Descent p) {
        Grid parameter = oracle.grid(p.parameter());
        Grid direction = oracle.grid(p.direction());
        return () -> {
            if (oracle.grid(p.open()).at(0) == 0) {
                return;
            }
            double lr = oracle.grid(p.schedule()).at(0) * p.rate();
            for (int i = 0; i < parameter.elements(); i++) {
                parameter.set(i, parameter.at(i) - lr * (direction.at(i) + p.decay() * parameter.at(i)));
            }
        };
    }

    static Op mix(Oracle oracle, Mix p) {
        Grid x = oracle.grid(p.x());
        Grid y = oracle.grid(p.y());
        Grid out = oracle.grid(p.out());
        return () -> {
            for (int i = 0; i < out.elements(); i++) {
                out.set(i, p.alpha() * x.at(i) + p.beta() * y.at(i));
            }
        };
    }

    static Op average(Oracle oracle, Average p) {
        return () -> {
            if (oracle.grid(p.open()).at(0) == 0) {
                return;
            }
            double share = oracle.grid(p.share()).at(0);
            Grid average = oracle.grid(p.average());
            double[] values = oracle.grid(p.parameter()).toArray();
            for (int i = 0; i < values.length; i++) {
                average.set(i, (1 - share) * average.at(i) + share * values[i]);
            }
        };
    }
}
