package dev.diptych.nn.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.op.Mix;
import dev.diptych.nn.op.update.AdamWStep;
import dev.diptych.nn.op.update.Average;
import dev.diptych.nn.op.update.Clamp;
import dev.diptych.nn.op.update.Descent;
import dev.diptych.nn.op.update.GradientNorm;
import dev.diptych.nn.op.update.Guard;
import dev.diptych.nn.op.update.LionStep;
import dev.diptych.nn.op.update.Nesterov;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

final class OptimiserContractTest {
    @EngineTest
    void clipsLongGradients(Supplier<Engine> engine) {
        Trial.check(engine, Trial.SUMS, t -> norm(t, 0.5f));
    }

    @EngineTest
    void leavesShortGradientsAlone(Supplier<Engine> engine) {
        Trial.check(engine, Trial.SUMS, t -> norm(t, 1000));
    }

    @EngineTest
    void leavesGradientsAloneWithoutLimit(Supplier<Engine> engine) {
        Trial.check(engine, Trial.SUMS, t -> norm(t, Float.POSITIVE_INFINITY));
    }

    @EngineTest
    void leavesGradientsOfZeroAlone(Supplier<Engine> engine) {
        Trial.check(engine, Trial.SUMS, t -> new GradientNorm(List.of(t.around(0, 0, 7)), 1, t.normal(1), t.normal(1)));
    }

    @EngineTest
    void stepsAndDecays(Supplier<Engine> engine) {
        for (int count : new int[] {1, 7, 16, 129, 2500}) {
            Trial.check(engine, Trial.SUMS, t -> step(t, count, 0.3, 1, 0.2f, 1));
        }
    }

    @EngineTest
    void stepsWithoutDecay(Supplier<Engine> engine) {
        Trial.check(engine, Trial.SUMS, t -> step(t, 33, 1, 1, 0, 1));
    }

    @EngineTest
    void stepsAndDecaysAtARateOfItsOwn(Supplier<Engine> engine) {
        Trial.check(engine, Trial.SUMS, t -> step(t, 33, 1, 1, 0.2f, 0.25f));
    }

    @EngineTest
    void stepsFromRest(Supplier<Engine> engine) {
        Trial.check(
                engine,
                Trial.SUMS,
                t -> new AdamWStep(
                        t.normal(5),
                        t.given(0, 1e-8, 1e-4, -1, 30),
                        t.around(0, 0, 5),
                        t.around(0, 0, 5),
                        t.given(5e-4, 1 - 0.9, 1 - 0.98),
                        t.given(1),
                        t.given(1),
                        0.9f,
                        0.98f,
                        1e-6f,
                        0.2f,
                        1));
    }

    @EngineTest
    void changesNothingWhereTheGuardIsClosed(Supplier<Engine> engine) {
        for (int count : new int[] {1, 16, 2500}) {
            Trial.check(engine, Trial.EXACT, t -> {
                AdamWStep step = step(t, count, Double.NaN, 0, 0.2f, 1);
                t.set(step.gradient(), count - 1, Double.NaN);
                t.set(step.gradient(), 0, Double.POSITIVE_INFINITY);
                return step;
            });
        }
    }

    @EngineTest
    void lionStepsBySignsAndDecays(Supplier<Engine> engine) {
        for (int count : new int[] {1, 7, 16, 129, 2500, 20_000}) {
            Trial.check(engine, Trial.SUMS, t -> lion(t, count, 0.3, 1));
        }
    }

    @EngineTest
    void lionLeavesAParameterWithoutGradientToItsDecay(Supplier<Engine> engine) {
        Trial.check(
                engine,
                Trial.SUMS,
                t -> new LionStep(
                        t.normal(5),
                        t.given(0, 1e-30, -1e-30, 5, -5),
                        t.around(0, 0, 5),
                        t.given(0.1, 1, 1),
                        t.given(1),
                        t.given(1),
                        0.9f,
                        0.99f,
                        0.5f,
                        1));
    }

    @EngineTest
    void momentumLooksAhead(Supplier<Engine> engine) {
        for (int count : new int[] {1, 7, 129, 20_000}) {
            Trial.check(engine, Trial.SUMS, t -> nesterov(t, count, 0.3, 1));
        }
    }

    @EngineTest
    void descendsAndDecays(Supplier<Engine> engine) {
        for (int count : new int[] {1, 7, 129, 20_000}) {
            Trial.check(engine, Trial.SUMS, t -> descent(t, count, 1));
        }
    }

    @EngineTest
    void mixes(Supplier<Engine> engine) {
        Trial.check(engine, Trial.SUMS, t -> new Mix(t.normal(3, 43), 1.5f, t.normal(129), -0.5f, t.normal(129)));
        Trial.check(engine, Trial.SUMS, t -> {
            Tensor x = t.normal(20_000);
            return new Mix(x, -2.9f, t.normal(20_000), 0.5f, x);
        });
        Trial.check(engine, Trial.SUMS, t -> {
            Tensor y = t.normal(5);
            return new Mix(t.normal(5), 3, y, -0.25f, y);
        });
    }

    @EngineTest
    void noUpdateHappensWhereTheGuardIsClosed(Supplier<Engine> engine) {
        Trial.check(engine, Trial.EXACT, t -> lion(t, 129, Double.NaN, 0));
        Trial.check(engine, Trial.EXACT, t -> nesterov(t, 129, Double.NaN, 0));
        Trial.check(engine, Trial.EXACT, t -> {
            Descent descent = descent(t, 129, 0);
            t.set(descent.direction(), 5, Double.NaN);
            return descent;
        });
    }

    /** Squares of 2e19 are no float32, nor are those of 1e-24; compared by the norm's own size, which a trial does not. */
    @EngineTest
    void theNormOverflowsAndVanishesOnlyWhereItIsNoFloat32(Supplier<Engine> engines) {
        for (float size : new float[] {1e-30f, 1e-24f, 1e-13f, 1, 1e18f, 2e19f, 1e30f, 1e36f}) {
            try (Engine engine = engines.get()) {
                Tape tape = Tape.inference();
                List<Tensor> gradients =
                        List.of(tape.input("short", DType.FLOAT32, 7), tape.input("long", DType.FLOAT32, 20_000));
                Tensor norm = tape.output("norm", 1);
                Tensor factor = tape.output("factor", 1);
                tape.record(new GradientNorm(gradients, size, norm, factor));
                Program program = Program.compile(tape, engine);
                double squares = 0;
                Random random = new Random(5);
                for (Tensor gradient : gradients) {
                    float[] values = new float[Math.toIntExact(gradient.shape().elements())];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = size * (float) random.nextGaussian();
                        squares += (double) values[i] * values[i];
                    }
                    engine.write(gradient, values);
                }
                program.run();
                float[] length = new float[1];
                engine.read(norm, length);
                double expected = Math.sqrt(squares);
                assertThat((double) length[0]).as("size " + size).isCloseTo(expected, within(Trial.SUMS * expected));
                float[] clip = new float[1];
                engine.read(factor, clip);
                double clipped = Math.min(1, size / (expected + 1e-6));
                assertThat((double) clip[0]).as("size " + size).isCloseTo(clipped, within(Trial.SUMS * clipped));
            }
        }
    }

    @EngineTest
    void theNormIsInfiniteOrNoNumberWhereAGradientIs(Supplier<Engine> engine) {
        for (double bad : new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN}) {
            for (float limit : new float[] {1, Float.POSITIVE_INFINITY}) {
                Trial.check(engine, Trial.EXACT, t -> {
                    GradientNorm norm = norm(t, limit);
                    t.set(norm.gradients().get(4), 1234, bad);
                    return norm;
                });
            }
        }
    }

    @EngineTest
    void theNormIsInfiniteWhereItExceedsAFloat32(Supplier<Engine> engine) {
        Trial.check(
                engine,
                Trial.EXACT,
                t -> new GradientNorm(
                        List.of(t.given(3e38, -3e38)), Float.POSITIVE_INFINITY, t.normal(1), t.normal(1)));
    }

    private record Verdict(double loss, double norm, double factor) {}

    @EngineTest
    void theGuardOpensForFiniteLossAndClippedNorm(Supplier<Engine> engine) {
        double infinite = Double.POSITIVE_INFINITY;
        List<Verdict> cases = List.of(
                new Verdict(2, 3, 1),
                new Verdict(-3e38, 0, 1),
                new Verdict(2, 1.8e19, 1),
                new Verdict(2, 1.9e19, 1),
                new Verdict(2, 3e38, 1),
                new Verdict(2, 3e38, 1e-38),
                new Verdict(2, infinite, 0),
                new Verdict(2, infinite, 1),
                new Verdict(2, Double.NaN, 1),
                new Verdict(2, Double.NaN, Double.NaN),
                new Verdict(infinite, 3, 1),
                new Verdict(-infinite, 3, 1),
                new Verdict(Double.NaN, 3, 1));
        for (Verdict c : cases) {
            Trial.check(
                    engine,
                    Trial.EXACT,
                    t -> new Guard(
                            t.given(c.loss),
                            t.given(c.norm),
                            t.given(c.factor),
                            t.given(infinite, infinite),
                            t.normal(1)));
        }
    }

    @EngineTest
    void theGuardIsClosedAboveTheLimitsOfLossAndNorm(Supplier<Engine> engine) {
        for (double loss : new double[] {-1, 2, 2.0000002}) {
            for (double norm : new double[] {0, 3, 3.0000002}) {
                Trial.check(
                        engine,
                        Trial.EXACT,
                        t -> new Guard(t.given(loss), t.given(norm), t.given(0.5), t.given(2, 3), t.normal(1)));
            }
        }
    }

    @EngineTest
    void bringsAScalarIntoItsBoundsUnlessTheGuardIsClosed(Supplier<Engine> engine) {
        for (double value : new double[] {-0.1, 0, 1.5, 4.7, 88}) {
            for (double open : new double[] {0, 1}) {
                Trial.check(engine, Trial.EXACT, t -> new Clamp(t.given(value), 0, 4.6f, t.given(open), t.normal(1)));
            }
        }
    }

    @EngineTest
    void movesAnAverageUnlessTheGuardIsClosed(Supplier<Engine> engine) {
        for (int count : new int[] {1, 7, 16, 129, 2500, 20_000}) {
            Trial.check(
                    engine, Trial.SUMS, t -> new Average(t.normal(count), t.normal(count), t.given(0.3), t.given(1)));
            Trial.check(
                    engine, Trial.EXACT, t -> new Average(t.normal(count), t.normal(count), t.given(0.3), t.given(0)));
        }
    }

    private static GradientNorm norm(Trial t, float limit) {
        List<Tensor> gradients = List.of(t.normal(1), t.normal(7), t.normal(5, 3), t.normal(2, 3, 16), t.normal(2500));
        return new GradientNorm(gradients, limit, t.normal(1), t.normal(1));
    }

    /** A step so large that the parameters show it beyond the tolerance. */
    private static AdamWStep step(Trial t, int count, double factor, double open, float decay, float rate) {
        return new AdamWStep(
                t.normal(count),
                t.normal(count),
                t.normal(count),
                t.around(3, 0.5, count),
                t.given(0.1, 1 - Math.pow(0.9, 3), 1 - Math.pow(0.98, 3)),
                t.given(factor),
                t.given(open),
                0.9f,
                0.98f,
                1e-6f,
                decay,
                rate);
    }

    private static LionStep lion(Trial t, int count, double factor, double open) {
        return new LionStep(
                t.normal(count),
                t.normal(count),
                t.normal(count),
                t.given(0.1, 1, 1),
                t.given(factor),
                t.given(open),
                0.9f,
                0.99f,
                0.2f,
                0.5f);
    }

    private static Nesterov nesterov(Trial t, int count, double factor, double open) {
        return new Nesterov(t.normal(count), t.normal(count), t.given(factor), t.given(open), 0.95f);
    }

    private static Descent descent(Trial t, int count, double open) {
        return new Descent(t.normal(count), t.normal(count), t.given(0.1, 1, 1), t.given(open), 0.2f, 0.5f);
    }
}
