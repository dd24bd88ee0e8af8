package dev.diptych.nn.contract;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.op.token.AddPositions;
import dev.diptych.nn.op.token.AverageTokens;
import dev.diptych.nn.op.token.Embedding;
import dev.diptych.nn.op.token.PatchGather;
import dev.diptych.nn.op.token.PrependClass;
import dev.diptych.nn.op.token.Repeat;
import dev.diptych.nn.op.token.SelectRows;
import java.util.List;
import java.util.function.Supplier;

final class TokenContractTest {
    private record Case(int batch, int tokens, int width) {}

    private static final List<Case> RAGGED =
            List.of(new Case(1, 2, 1), new Case(1, 3, 7), new Case(5, 2, 16), new Case(3, 7, 13), new Case(4, 10, 33));

    @EngineTest
    void looksTokensUp(Supplier<Engine> engine) {
        for (Case c : RAGGED) {
            Trial.check(
                    engine,
                    Trial.SUMS,
                    t -> new Embedding(
                            t.ids(11, c.batch, c.tokens),
                            t.normal(11, c.width),
                            t.normal(c.tokens, c.width),
                            t.normal(c.batch, c.tokens, c.width)));
        }
    }

    @EngineTest
    void looksUpSequencesShorterThanTheContext(Supplier<Engine> engine) {
        Trial.check(
                engine,
                Trial.SUMS,
                t -> new Embedding(t.ids(5, 3, 4), t.normal(5, 7), t.normal(9, 7), t.normal(3, 4, 7)));
    }

    @EngineTest
    void embeddingGradientAddsRepeatedTokens(Supplier<Engine> engine) {
        for (Case c : RAGGED) {
            for (int vocabulary : new int[] {1, 3, 50}) {
                for (boolean accumulate : new boolean[] {false, true}) {
                    Trial.check(
                            engine,
                            Trial.SUMS,
                            t -> new Embedding.Grad(
                                    t.ids(vocabulary, c.batch, c.tokens),
                                    t.normal(c.batch, c.tokens, c.width),
                                    t.normal(vocabulary, c.width),
                                    t.normal(c.tokens + 2, c.width),
                                    accumulate));
                }
            }
        }
    }

    @EngineTest
    void cutsPatches(Supplier<Engine> engine) {
        for (int batch : new int[] {1, 3}) {
            for (int patch : new int[] {1, 2, 3, 5, 16}) {
                for (int grid : new int[] {1, 2, 3}) {
                    Trial.check(
                            engine,
                            Trial.EXACT,
                            t -> new PatchGather(
                                    t.normal(batch, 3, patch * grid, patch * grid),
                                    patch,
                                    t.normal(batch * grid * grid, 3 * patch * patch)));
                }
            }
        }
    }

    @EngineTest
    void leavesOutWhatIsLessThanAPatch(Supplier<Engine> engine) {
        Trial.check(engine, Trial.EXACT, t -> new PatchGather(t.normal(2, 3, 11, 11), 4, t.normal(8, 48)));
    }

    @EngineTest
    void prependsTheClassToken(Supplier<Engine> engine) {
        for (Case c : RAGGED) {
            Trial.check(
                    engine,
                    Trial.SUMS,
                    t -> new PrependClass(
                            t.normal(c.batch, c.tokens - 1, c.width),
                            t.normal(c.width),
                            t.normal(c.tokens, c.width),
                            t.normal(c.batch, c.tokens, c.width)));
        }
    }

    @EngineTest
    void prependsTheClassTokenToPatchesInOneList(Supplier<Engine> engine) {
        Trial.check(
                engine,
                Trial.SUMS,
                t -> new PrependClass(t.normal(3 * 4, 7), t.normal(7), t.normal(5, 7), t.normal(3, 5, 7)));
    }

    @EngineTest
    void classTokenGradientsAreItsDerivatives(Supplier<Engine> engine) {
        for (Case c : RAGGED) {
            for (boolean accumulate : new boolean[] {false, true}) {
                Trial.check(
                        engine,
                        Trial.SUMS,
                        t -> new PrependClass.Grad(
                                t.normal(c.batch, c.tokens, c.width),
                                t.normal(c.batch * (c.tokens - 1), c.width),
                                t.normal(c.width),
                                t.normal(c.tokens, c.width),
                                accumulate));
            }
        }
    }

    @EngineTest
    void positionsThatAreNotLearntReceiveNoGradient(Supplier<Engine> engine) {
        for (boolean accumulate : new boolean[] {false, true}) {
            Trial.check(
                    engine,
                    Trial.SUMS,
                    t -> new PrependClass.Grad(t.normal(3, 5, 7), t.normal(3 * 4, 7), t.normal(7), null, accumulate));
        }
    }

    @EngineTest
    void addsPositions(Supplier<Engine> engine) {
        for (Case c : RAGGED) {
            Trial.check(
                    engine,
                    Trial.SUMS,
                    t -> new AddPositions(
                            t.normal(c.batch, c.tokens, c.width),
                            t.normal(1, c.tokens, c.width),
                            t.normal(c.batch, c.tokens, c.width)));
        }
    }

    @EngineTest
    void repeatsRows(Supplier<Engine> engine) {
        for (Case c : RAGGED) {
            Trial.check(
                    engine,
                    Trial.EXACT,
                    t -> new Repeat(t.normal(c.tokens, c.width), t.normal(c.batch, c.tokens, c.width)));
        }
    }

    @EngineTest
    void averagesTokens(Supplier<Engine> engine) {
        for (Case c : RAGGED) {
            for (int first : new int[] {0, 1}) {
                Trial.check(
                        engine,
                        Trial.SUMS,
                        t -> new AverageTokens(
                                t.normal(c.batch, c.tokens, c.width), first, t.normal(c.batch, 1, c.width)));
            }
        }
    }

    @EngineTest
    void averagedTokensShareTheGradient(Supplier<Engine> engine) {
        for (Case c : RAGGED) {
            for (int first : new int[] {0, 1}) {
                for (boolean accumulate : new boolean[] {false, true}) {
                    Trial.check(
                            engine,
                            Trial.SUMS,
                            t -> new AverageTokens.Grad(
                                    t.normal(c.batch, 1, c.width),
                                    first,
                                    t.normal(c.batch, c.tokens, c.width),
                                    accumulate));
                }
            }
        }
    }

    @EngineTest
    void picksRows(Supplier<Engine> engine) {
        for (Case c : RAGGED) {
            Trial.check(
                    engine,
                    Trial.EXACT,
                    t -> new SelectRows(
                            t.normal(c.batch * c.tokens, c.width),
                            t.distinct(c.batch * c.tokens, c.batch),
                            t.normal(c.batch, c.width)));
        }
    }

    @EngineTest
    void picksRowsOfSequences(Supplier<Engine> engine) {
        Trial.check(engine, Trial.EXACT, t -> new SelectRows(t.normal(3, 4, 7), t.distinct(12, 3), t.normal(3, 7)));
    }

    @EngineTest
    void pickedRowsReceiveTheirGradient(Supplier<Engine> engine) {
        for (Case c : RAGGED) {
            for (boolean accumulate : new boolean[] {false, true}) {
                Trial.check(
                        engine,
                        Trial.SUMS,
                        t -> new SelectRows.Grad(
                                t.normal(c.batch, c.width),
                                t.distinct(c.batch * c.tokens, c.batch),
                                t.normal(c.batch, c.tokens, c.width),
                                accumulate));
            }
        }
    }
}
