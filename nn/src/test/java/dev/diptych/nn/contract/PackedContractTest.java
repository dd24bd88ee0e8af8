package dev.diptych.nn.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.op.packed.PackedAttention;
import dev.diptych.nn.op.packed.PackedEmbedding;
import dev.diptych.nn.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sequences of unlike lengths, packed one after another. */
final class PackedContractTest {
    /**
     * @param unused rows behind the last sequence
     * @param lengths of the sequences, of which some may be empty
     */
    private record Case(int heads, int head, int unused, int... lengths) {
        int width() {
            return heads * head;
        }

        int rows() {
            return Arrays.stream(lengths).sum() + unused;
        }

        int longest() {
            return Math.max(1, Arrays.stream(lengths).max().orElse(1));
        }

        int sequences() {
            return lengths.length;
        }

        int[] starts() {
            int[] starts = new int[lengths.length + 1];
            for (int b = 0; b < lengths.length; b++) {
                starts[b + 1] = starts[b] + lengths[b];
            }
            return starts;
        }
    }

    private static final List<Case> RAGGED = List.of(
            new Case(1, 1, 0, 1),
            new Case(2, 3, 1, 1, 1),
            new Case(1, 2, 0, 3),
            new Case(2, 4, 2, 5, 1, 8),
            new Case(3, 4, 5, 9, 0, 2, 0),
            new Case(4, 1, 0, 8, 8, 8, 8, 8, 8, 8, 8, 8), // more than a block of few rows takes
            new Case(2, 4, 3, 2, 17, 1, 7, 9));

    /** The gradients pass through two sums and the softmax between them. */
    private static final double TWO_SUMS = 2 * Trial.SUMS;

    @EngineTest
    void attendsWithinEachSequence(Supplier<Engine> engine) {
        assumePacks(engine);
        for (Case c : RAGGED) {
            for (int room : new int[] {0, 3}) { // how much longer sequences might be
                Trial.check(engine, Trial.SUMS, t -> all(t, c, room, false));
                Trial.check(engine, Trial.SUMS, t -> pooled(t, c, room, false));
            }
        }
    }

    @EngineTest
    void attendsWithinEachSequenceInBFloat16(Supplier<Engine> engine) {
        assumePacks(engine);
        for (Case c : RAGGED) {
            Trial.check(engine, Trial.HALVES, t -> all(t, c, 0, true));
            Trial.check(engine, Trial.HALVES, t -> pooled(t, c, 0, true));
        }
    }

    @EngineTest
    void gradientsAreItsDerivatives(Supplier<Engine> engine) {
        assumePacks(engine);
        for (Case c : RAGGED) {
            Trial.check(engine, TWO_SUMS, t -> gradient(t, c, all(t, c, 0, false), false));
            Trial.check(engine, TWO_SUMS, t -> gradient(t, c, pooled(t, c, 0, false), false));
        }
    }

    @EngineTest
    void gradientsAreItsDerivativesInBFloat16(Supplier<Engine> engine) {
        assumePacks(engine);
        for (Case c : RAGGED) {
            Trial.check(engine, 2 * Trial.HALVES, t -> gradient(t, c, all(t, c, 0, true), true));
            Trial.check(engine, 2 * Trial.HALVES, t -> gradient(t, c, pooled(t, c, 0, true), true));
        }
    }

    @EngineTest
    void whatIsNotANumberStaysInItsSequence(Supplier<Engine> engine) {
        assumePacks(engine);
        Case c = new Case(1, 2, 1, 2, 9, 3);
        Trial.check(engine, Trial.SUMS, t -> {
            Tensor packed = t.normal(c.rows(), 3 * c.width());
            for (int i = 0; i < 2 * 3 * c.width(); i++) { // the first sequence
                t.set(packed, i, Double.NaN);
            }
            return new PackedAttention(null, packed, t.numbers(c.starts()), c.heads, 9, t.normal(c.rows(), c.width()));
        });
    }

    @EngineTest
    void looksUpTokensByTheirPlaces(Supplier<Engine> engine) {
        assumePacks(engine);
        for (int rows : new int[] {1, 7, 40}) {
            Trial.check(
                    engine,
                    Trial.SUMS,
                    t -> new PackedEmbedding(
                            t.ids(11, rows), t.ids(5, rows), t.normal(11, 7), t.normal(5, 7), t.normal(rows, 7)));
        }
    }

    @EngineTest
    void embeddingGradientAddsRepeatedTokensAndPlaces(Supplier<Engine> engine) {
        assumePacks(engine);
        for (int rows : new int[] {1, 7, 40}) {
            for (boolean accumulate : new boolean[] {false, true}) {
                for (boolean learnt : new boolean[] {false, true}) {
                    Trial.check(
                            engine,
                            Trial.SUMS,
                            t -> new PackedEmbedding.Grad(
                                    t.ids(11, rows),
                                    t.ids(5, rows),
                                    t.normal(rows, 7),
                                    learnt ? t.normal(11, 7) : null,
                                    t.normal(6, 7),
                                    accumulate));
                }
            }
        }
    }

    /** Other engines are given padded sequences. */
    private static void assumePacks(Supplier<Engine> engines) {
        try (Engine engine = engines.get()) {
            assumeTrue(engine.packsSequences(), engine.name() + " packs no sequences");
        }
    }

    private static PackedAttention all(Trial t, Case c, int room, boolean halves) {
        return attention(t, c, room, halves, null, c.rows(), 3);
    }

    private static PackedAttention pooled(Trial t, Case c, int room, boolean halves) {
        Tensor queries = matrix(t, halves, c.sequences(), c.width());
        return attention(t, c, room, halves, queries, c.sequences(), 2);
    }

    private static PackedAttention attention(
            Trial t, Case c, int room, boolean halves, @Nullable Tensor queries, int outputs, int parts) {
        return new PackedAttention(
                queries,
                matrix(t, halves, c.rows(), parts * c.width()),
                t.numbers(c.starts()),
                c.heads,
                c.longest() + room,
                matrix(t, halves, outputs, c.width()));
    }

    private static PackedAttention.Grad gradient(Trial t, Case c, PackedAttention forward, boolean halves) {
        t.prepare(forward);
        return new PackedAttention.Grad(
                forward,
                matrix(t, halves, forward.pooled() ? c.sequences() : c.rows(), c.width()),
                forward.pooled() ? matrix(t, halves, c.sequences(), c.width()) : null,
                matrix(t, halves, c.rows(), (forward.pooled() ? 2 : 3) * c.width()));
    }

    private static Tensor matrix(Trial t, boolean halves, int rows, int columns) {
        return halves ? t.halves(rows, columns) : t.normal(rows, columns);
    }
}
