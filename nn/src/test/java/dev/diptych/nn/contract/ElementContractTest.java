package dev.diptych.nn.contract;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.op.Activation;
import dev.diptych.nn.op.ColumnSum;
import dev.diptych.nn.op.Fill;
import dev.diptych.nn.op.LayerScale;
import dev.diptych.nn.tape.Add;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;
import java.util.function.Supplier;

final class ElementContractTest {
    private static final List<int[]> RAGGED = List.of(
            new int[] {1, 1},
            new int[] {1, 7},
            new int[] {7, 1},
            new int[] {2, 16},
            new int[] {13, 17},
            new int[] {31, 67},
            new int[] {3, 5, 19});

    @EngineTest
    void copies(Supplier<Engine> engine) {
        for (int[] sizes : RAGGED) {
            Trial.check(engine, Trial.EXACT, t -> new Add(t.normal(sizes), t.normal(sizes), false));
            Trial.check(engine, Trial.EXACT, t -> new Add(t.apart(sizes), t.normal(sizes), false));
            Trial.check(engine, Trial.EXACT, t -> new Add(t.normal(sizes), t.apart(sizes), false));
            Trial.check(engine, Trial.EXACT, t -> new Add(t.apart(sizes), t.apart(sizes), false));
        }
    }

    @EngineTest
    void adds(Supplier<Engine> engine) {
        for (int[] sizes : RAGGED) {
            Trial.check(engine, Trial.SUMS, t -> new Add(t.normal(sizes), t.normal(sizes), true));
            Trial.check(engine, Trial.SUMS, t -> new Add(t.apart(sizes), t.normal(sizes), true));
            Trial.check(engine, Trial.SUMS, t -> new Add(t.normal(sizes), t.apart(sizes), true));
            Trial.check(engine, Trial.SUMS, t -> new Add(t.apart(sizes), t.apart(sizes), true));
        }
    }

    @EngineTest
    void addsBetweenShapesOfEqualCount(Supplier<Engine> engine) {
        for (boolean accumulate : new boolean[] {false, true}) {
            Trial.check(engine, Trial.SUMS, t -> new Add(t.normal(3, 10), t.normal(30), accumulate));
            Trial.check(engine, Trial.SUMS, t -> new Add(t.normal(3, 10), t.normal(15, 2), accumulate));
        }
    }

    @EngineTest
    void sumsColumns(Supplier<Engine> engine) {
        for (int[] sizes : RAGGED) {
            for (boolean accumulate : new boolean[] {false, true}) {
                int last = sizes[sizes.length - 1];
                Trial.check(engine, Trial.SUMS, t -> new ColumnSum(t.normal(sizes), t.normal(last), accumulate));
                Trial.check(engine, Trial.SUMS, t -> new ColumnSum(t.apart(sizes), t.normal(last), accumulate));
            }
        }
    }

    @EngineTest
    void sumsManyRowsOfAFewColumns(Supplier<Engine> engine) {
        // 2,000 terms of either sign: their sum is 2000 / sqrt(2000) times smaller than their magnitudes' sum.
        Trial.check(engine, 10 * Trial.SUMS, t -> new ColumnSum(t.normal(2000, 3), t.normal(3), false));
    }

    @EngineTest
    void fills(Supplier<Engine> engine) {
        for (int[] sizes : RAGGED) {
            Trial.check(engine, Trial.EXACT, t -> new Fill(t.normal(sizes), -1.5f));
        }
    }

    @EngineTest
    void activates(Supplier<Engine> engine) {
        for (Activation.Kind kind : Activation.Kind.values()) {
            for (int[] sizes : RAGGED) {
                Trial.check(engine, Trial.SUMS, t -> new Activation(kind, t.normal(sizes), t.normal(sizes)));
            }
        }
    }

    @EngineTest
    void activatesLargeArgumentsWithoutOverflow(Supplier<Engine> engine) {
        for (Activation.Kind kind : Activation.Kind.values()) {
            Trial.check(
                    engine, Trial.SUMS, t -> new Activation(kind, t.given(-200, -60, -9, 0, 9, 60, 200), t.normal(7)));
            Trial.check(
                    engine,
                    Trial.SUMS,
                    t -> new Activation.Grad(kind, t.given(-200, -60, -9, 0, 9, 60, 200), t.normal(7), t.normal(7)));
        }
    }

    @EngineTest
    void activationGradientIsItsDerivative(Supplier<Engine> engine) {
        for (Activation.Kind kind : Activation.Kind.values()) {
            for (int[] sizes : RAGGED) {
                Trial.check(
                        engine,
                        Trial.SUMS,
                        t -> new Activation.Grad(kind, t.normal(sizes), t.normal(sizes), t.normal(sizes)));
            }
        }
    }

    @EngineTest
    void activationGradientMayOverwriteTheGradientItReads(Supplier<Engine> engine) {
        for (Activation.Kind kind : Activation.Kind.values()) {
            Trial.check(engine, Trial.SUMS, t -> {
                Tensor dout = t.normal(7, 13);
                return new Activation.Grad(kind, t.normal(7, 13), dout, dout);
            });
        }
    }

    @EngineTest
    void weighsBranches(Supplier<Engine> engine) {
        for (int[] sizes : RAGGED) {
            int last = sizes[sizes.length - 1];
            Trial.check(
                    engine,
                    Trial.SUMS,
                    t -> new LayerScale(t.normal(sizes), t.normal(last), t.normal(sizes), t.normal(sizes)));
        }
    }

    @EngineTest
    void branchWeightGradientsAreTheirDerivatives(Supplier<Engine> engine) {
        for (int[] sizes : RAGGED) {
            int last = sizes[sizes.length - 1];
            for (boolean accumulate : new boolean[] {false, true}) {
                Trial.check(
                        engine,
                        Trial.SUMS,
                        t -> new LayerScale.Grad(
                                t.normal(sizes),
                                t.normal(last),
                                t.normal(sizes),
                                t.normal(sizes),
                                t.normal(last),
                                accumulate));
            }
        }
    }
}
