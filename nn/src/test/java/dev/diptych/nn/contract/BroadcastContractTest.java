package dev.diptych.nn.contract;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.op.Activation;
import dev.diptych.nn.op.Attention;
import dev.diptych.nn.op.LayerNorm;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.op.token.AddPositions;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the engines read many times over: a mask for every sequence and head, a bias for every row, positions for every
 * sequence. Several sequences and heads each, in every type that the towers compute in: docs/decisions/0016.
 */
final class BroadcastContractTest {
    /** Tokens below, at and beyond the 16 rows of a tile and the 16 lanes of a register. */
    private record Case(int batch, int tokens, int heads, int head) {
        int width() {
            return heads * head;
        }
    }

    private static final List<Case> CASES = List.of(
            new Case(2, 9, 2, 8),
            new Case(3, 16, 2, 16),
            new Case(2, 17, 3, 8),
            new Case(1, 33, 2, 16),
            new Case(3, 32, 1, 16),
            new Case(2, 77, 2, 8));

    private static final List<DType> TYPES = List.of(DType.FLOAT32, DType.BFLOAT16);

    @EngineTest
    void everySequenceAndHeadIsMaskedCausally(Supplier<Engine> engine) {
        for (DType type : TYPES) {
            for (Case c : CASES) {
                Trial.check(engine, 2 * tolerance(type), t -> attention(t, type, c, c.tokens, true, false));
            }
        }
    }

    @EngineTest
    void everySequenceHasAMaskOfItsOwnWhereOneQueryAsks(Supplier<Engine> engine) {
        for (DType type : TYPES) {
            for (Case c : CASES) {
                Trial.check(engine, 2 * tolerance(type), t -> attention(t, type, c, 1, false, true));
            }
        }
    }

    @EngineTest
    void everyRowHasTheBias(Supplier<Engine> engine) {
        for (DType type : TYPES) {
            for (int rows : new int[] {1, 16, 33}) {
                for (float scale : new float[] {1, 0.37f}) { // oneDNN adds it as a bias, and after a scale as a post-op
                    for (boolean residual : new boolean[] {false, true}) {
                        // The product may be kept in the type before the bias comes to it: rounded once more.
                        Trial.check(engine, 2 * tolerance(type), t -> biased(t, type, rows, scale, residual));
                    }
                }
            }
        }
    }

    @EngineTest
    void everySequenceHasThePositions(Supplier<Engine> engine) {
        for (Case c : CASES) {
            int[] sizes = {c.batch, c.tokens, c.width()};
            Trial.check(
                    engine,
                    Trial.SUMS,
                    t -> new AddPositions(t.normal(sizes), t.normal(c.tokens, c.width()), t.normal(sizes)));
        }
    }

    @EngineTest
    void everyRowHasTheNormsScaleAndShift(Supplier<Engine> engine) {
        for (DType type : TYPES) {
            for (int width : new int[] {16, 33}) {
                Trial.check(
                        engine,
                        tolerance(type),
                        t -> new LayerNorm(
                                t.around(1, 2, 19, width),
                                t.around(1, 0.3, width),
                                t.normal(width),
                                1e-5f,
                                t.normal(19),
                                t.normal(19),
                                of(t, type, 19, width)));
            }
        }
    }

    private static double tolerance(DType type) {
        return type == DType.FLOAT32 ? Trial.SUMS : Trial.HALVES;
    }

    private static Tensor of(Trial t, DType type, int... sizes) {
        return type == DType.FLOAT32 ? t.normal(sizes) : t.halves(sizes);
    }

    private static Attention attention(Trial t, DType type, Case c, int queries, boolean causal, boolean limited) {
        Tensor qkv = of(t, type, c.batch, c.tokens, 3 * c.width());
        Tensor q = queries == c.tokens ? qkv.columns(0, c.width()) : of(t, type, c.batch, queries, c.width());
        Tensor scores = t.normal(c.batch, c.heads, queries, c.tokens);
        return new Attention(
                q,
                qkv.columns(c.width(), c.width()),
                qkv.columns(2 * c.width(), c.width()),
                c.heads,
                causal,
                limited ? t.ids(c.tokens, c.batch) : null,
                scores,
                type == DType.FLOAT32 ? scores : t.halves(c.batch, c.heads, queries, c.tokens),
                of(t, type, c.batch, queries, c.width()));
    }

    /** NullAway does not see that a compiled record takes null for its activation, whose type is a nested one. */
    @SuppressWarnings("NullAway")
    private static Matmul biased(Trial t, DType type, int rows, float scale, boolean residual) {
        Activation.@Nullable Kind none = null;
        return new Matmul(
                of(t, type, rows, 31),
                false,
                of(t, type, 48, 31),
                true,
                scale,
                t.normal(48),
                residual ? none : Activation.Kind.GELU,
                residual ? t.normal(rows, 48) : null,
                residual ? t.normal(rows, 48) : of(t, type, rows, 48),
                false);
    }
}
