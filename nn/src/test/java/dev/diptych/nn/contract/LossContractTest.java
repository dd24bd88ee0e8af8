package dev.diptych.nn.contract;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.op.loss.CrossEntropy;
import dev.diptych.nn.op.loss.InfoNce;
import dev.diptych.nn.op.loss.SigmoidLoss;
import dev.diptych.nn.op.loss.SoftCrossEntropy;
import dev.diptych.nn.tensor.Tensor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

final class LossContractTest {
    private static final int[] BATCHES = {1, 2, 3, 16, 17};

    /**
     * Logits of size {@code scale} are off by scale * 2^-23 (the exponential of the logarithm of the scale, and the
     * product), which is the relative error of their exponentials, here with a factor of ten for the sums.
     */
    private static double logits(double scale) {
        return Trial.SUMS + 10 * scale * 0x1p-23;
    }

    @EngineTest
    void contrastsPairs(Supplier<Engine> engine) {
        for (int batch : BATCHES) {
            Trial.check(engine, logits(1 / 0.07), t -> infoNce(t, batch, 1 / 0.07, null));
        }
    }

    @EngineTest
    void contrastsPairsAtTheLargestScale(Supplier<Engine> engine) {
        for (int batch : BATCHES) {
            Trial.check(engine, logits(100), t -> infoNce(t, batch, 100, null));
        }
    }

    @EngineTest
    void contrastsNoPairsOfOneGroup(Supplier<Engine> engine) {
        for (int batch : BATCHES) {
            Trial.check(engine, logits(10), t -> infoNce(t, batch, 10, t.ids(3, batch)));
        }
    }

    @EngineTest
    void contrastsNothingWhereAllAreOneGroup(Supplier<Engine> engine) {
        Trial.check(engine, logits(10), t -> infoNce(t, 5, 10, t.ids(1, 5)));
    }

    @EngineTest
    void classifiesPairs(Supplier<Engine> engine) {
        for (int batch : BATCHES) {
            Trial.check(engine, logits(10), t -> sigmoid(t, batch, 10, -10, null));
            Trial.check(engine, logits(100), t -> sigmoid(t, batch, 100, -3, null));
        }
    }

    @EngineTest
    void classifiesPairsWithAWeight(Supplier<Engine> engine) {
        Trial.check(engine, logits(10), t -> sigmoid(t, 5, 10, -2, t.ids(3, 5), 0.25f));
    }

    @EngineTest
    void classifiesNoPairsOfOneGroup(Supplier<Engine> engine) {
        for (int batch : BATCHES) {
            Trial.check(engine, logits(10), t -> sigmoid(t, batch, 10, -2, t.ids(3, batch)));
        }
    }

    @EngineTest
    void contrastsPairsWithSmoothedTargetsAndAWeight(Supplier<Engine> engine) {
        for (int batch : BATCHES) {
            Trial.check(engine, logits(10), t -> infoNce(t, batch, 10, null, 0.1f, 0.25f));
            Trial.check(engine, logits(10), t -> infoNce(t, batch, 10, t.ids(3, batch), 0.2f, 3));
        }
    }

    @EngineTest
    void findsThePairsOfSomeRows(Supplier<Engine> engine) {
        for (int rows : new int[] {1, 5, 17}) {
            int first = (17 - rows) / 2;
            Trial.check(engine, logits(1 / 0.07), t -> crossEntropy(t, rows, first, 1 / 0.07, null, 0, 1));
            Trial.check(engine, logits(100), t -> crossEntropy(t, rows, 17 - rows, 100, null, 0, 0.5f));
            Trial.check(engine, logits(10), t -> crossEntropy(t, rows, first, 10, t.ids(3, 17), 0.2f, 3));
        }
    }

    @EngineTest
    void classifiesThePairsOfSomeRows(Supplier<Engine> engine) {
        for (int rows : new int[] {1, 5}) {
            Trial.check(engine, logits(10), t -> sigmoid(t, rows, 17 - rows, 17, 10, -2, null, 1));
            Trial.check(engine, logits(10), t -> sigmoid(t, rows, 6, 17, 10, -2, t.ids(3, 17), 0.25f));
        }
    }

    @EngineTest
    void followsATeachersDistributions(Supplier<Engine> engine) {
        for (int rows : new int[] {1, 5, 17}) {
            Trial.check(engine, logits(1 / 0.07), t -> softCrossEntropy(t, rows, 1 / 0.07, 20, 1));
            Trial.check(engine, logits(100), t -> softCrossEntropy(t, rows, 100, 100, 0.5f));
            Trial.check(engine, logits(10), t -> softCrossEntropy(t, rows, 10, 1, 3));
        }
    }

    /** Over 17 columns. */
    private static SoftCrossEntropy softCrossEntropy(
            Trial t, int rows, double scale, float teacherScale, float weight) {
        return new SoftCrossEntropy(
                t.around(0, 0.3, rows, 17),
                t.given(Math.log(scale)),
                t.around(0, 0.3, rows, 17),
                teacherScale,
                weight,
                t.normal(1),
                t.normal(rows, 17),
                t.normal(1));
    }

    /** Of 17 pairs. */
    private static CrossEntropy crossEntropy(
            Trial t, int rows, int first, double scale, @Nullable Tensor groups, float smoothing, float weight) {
        return new CrossEntropy(
                t.around(0, 0.3, rows, 17),
                t.given(Math.log(scale)),
                groups,
                first,
                smoothing,
                weight,
                t.normal(1),
                t.normal(rows, 17),
                t.normal(1));
    }

    private static InfoNce infoNce(Trial t, int batch, double scale, @Nullable Tensor groups) {
        return infoNce(t, batch, scale, groups, 0, 1);
    }

    private static InfoNce infoNce(
            Trial t, int batch, double scale, @Nullable Tensor groups, float smoothing, float weight) {
        return new InfoNce(
                t.around(0, 0.3, batch, batch),
                t.given(Math.log(scale)),
                groups,
                smoothing,
                weight,
                t.normal(1),
                t.normal(batch, batch),
                t.normal(1));
    }

    private static SigmoidLoss sigmoid(Trial t, int batch, double scale, double bias, @Nullable Tensor groups) {
        return sigmoid(t, batch, scale, bias, groups, 1);
    }

    private static SigmoidLoss sigmoid(
            Trial t, int batch, double scale, double bias, @Nullable Tensor groups, float weight) {
        return sigmoid(t, batch, 0, batch, scale, bias, groups, weight);
    }

    private static SigmoidLoss sigmoid(
            Trial t, int rows, int first, int batch, double scale, double bias, @Nullable Tensor groups, float weight) {
        return new SigmoidLoss(
                t.around(0, 0.3, rows, batch),
                t.given(Math.log(scale)),
                t.given(bias),
                groups,
                first,
                weight,
                t.normal(1),
                t.normal(rows, batch),
                t.normal(1),
                t.normal(1));
    }
}
