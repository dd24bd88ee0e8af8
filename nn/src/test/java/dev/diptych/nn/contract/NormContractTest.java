package dev.diptych.nn.contract;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.op.L2Normalize;
import dev.diptych.nn.op.LayerNorm;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;
import java.util.function.Supplier;

final class NormContractTest {
    private record Case(int rows, int width) {}

    private static final List<Case> RAGGED =
            List.of(new Case(1, 2), new Case(1, 7), new Case(5, 3), new Case(13, 16), new Case(7, 31), new Case(4, 48));

    private static final float EPSILON = 1e-5f;

    @EngineTest
    void normalisesRows(Supplier<Engine> engine) {
        for (Case c : RAGGED) {
            Trial.check(engine, Trial.SUMS, t -> layerNorm(t, t.around(0.5, 2, c.rows, c.width)));
        }
    }

    @EngineTest
    void normalisesSequences(Supplier<Engine> engine) {
        Trial.check(engine, Trial.SUMS, t -> {
            Tensor x = t.normal(3, 5, 17);
            return new LayerNorm(
                    x, t.normal(17), t.normal(17), EPSILON, t.normal(15), t.normal(15), t.normal(3, 5, 17));
        });
    }

    @EngineTest
    void normalisesRowsOfWidthOneToBeta(Supplier<Engine> engine) {
        Trial.check(engine, Trial.SUMS, t -> layerNorm(t, t.normal(3, 1)));
    }

    @EngineTest
    void epsilonKeepsConstantRowsFinite(Supplier<Engine> engine) {
        Trial.check(engine, Trial.SUMS, t -> layerNorm(t, t.around(0.25, 0, 3, 16)));
    }

    @EngineTest
    void epsilonCountsWhereTheVarianceIsSmall(Supplier<Engine> engine) {
        // Values of 3e-3 have a variance of EPSILON's size; float32 centres them to 2^-24 of themselves.
        Trial.check(engine, Trial.SUMS, t -> layerNorm(t, t.around(0, 3e-3, 5, 24)));
    }

    @EngineTest
    void normalisesRowsFarFromZero(Supplier<Engine> engine) {
        // At 100 float32 resolves 8e-6, so a row of deviation one is centred to 8e-6 and its variance to twice that.
        Trial.check(engine, 10 * Trial.SUMS, t -> layerNorm(t, t.around(100, 1, 5, 24)));
    }

    @EngineTest
    void layerNormGradientsAreItsDerivatives(Supplier<Engine> engine) {
        for (Case c : RAGGED) {
            for (boolean accumulate : new boolean[] {false, true}) {
                Trial.check(engine, 2 * Trial.SUMS, t -> layerNormGrad(t, t.normal(c.rows, c.width), accumulate));
            }
        }
    }

    @EngineTest
    void layerNormGradientIsFiniteOnConstantRows(Supplier<Engine> engine) {
        Trial.check(engine, 2 * Trial.SUMS, t -> layerNormGrad(t, t.around(0.25, 0, 3, 16), false));
    }

    @EngineTest
    void scalesRowsToUnitLength(Supplier<Engine> engine) {
        for (Case c : RAGGED) {
            Trial.check(
                    engine,
                    Trial.SUMS,
                    t -> new L2Normalize(t.normal(c.rows, c.width), t.normal(c.rows), t.normal(c.rows, c.width)));
        }
    }

    @EngineTest
    void scalesRowsOfWidthOneToTheirSign(Supplier<Engine> engine) {
        Trial.check(engine, Trial.SUMS, t -> new L2Normalize(t.normal(5, 1), t.normal(5), t.normal(5, 1)));
    }

    @EngineTest
    void leavesARowOfZerosAtZero(Supplier<Engine> engine) {
        Trial.check(engine, Trial.SUMS, t -> new L2Normalize(t.around(0, 0, 2, 16), t.normal(2), t.normal(2, 16)));
    }

    @EngineTest
    void unitLengthGradientIsItsDerivative(Supplier<Engine> engine) {
        for (Case c : RAGGED) {
            for (boolean accumulate : new boolean[] {false, true}) {
                Trial.check(engine, Trial.SUMS, t -> {
                    Tensor out = t.normal(c.rows, c.width);
                    Tensor inverse = t.normal(c.rows);
                    t.prepare(new L2Normalize(t.normal(c.rows, c.width), inverse, out));
                    return new L2Normalize.Grad(
                            out, inverse, t.normal(c.rows, c.width), t.normal(c.rows, c.width), accumulate);
                });
            }
        }
    }

    private static LayerNorm layerNorm(Trial t, Tensor x) {
        int rows = x.shape().size(0);
        int width = x.shape().last();
        return new LayerNorm(
                x,
                t.around(1, 0.5, width),
                t.normal(width),
                EPSILON,
                t.normal(rows),
                t.normal(rows),
                t.normal(rows, width));
    }

    private static LayerNorm.Grad layerNormGrad(Trial t, Tensor x, boolean accumulate) {
        LayerNorm forward = layerNorm(t, x);
        t.prepare(forward);
        int rows = x.shape().size(0);
        int width = x.shape().last();
        return new LayerNorm.Grad(
                x,
                forward.gamma(),
                EPSILON,
                forward.mean(),
                forward.variance(),
                t.normal(rows, width),
                t.normal(rows, width),
                t.normal(width),
                t.normal(width),
                accumulate);
    }
}
