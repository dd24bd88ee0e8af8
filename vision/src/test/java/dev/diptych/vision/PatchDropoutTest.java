package dev.diptych.vision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.nn.op.Activation;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PatchDropoutTest {
    private static final int PATCHES = 49;
    private static final VisionConfig SIGLIP = VisionConfig.siglip(56, 8, 12, 1, 12, 4, Activation.Kind.GELU);

    @Test
    void keepsTheClassTokenAndASortedSubsetOfThePatches() {
        PatchDropout dropout = dropout(0.6, true);
        assertThat(dropout.tokens()).isEqualTo(1 + 19); // 49 * 0.4 = 19.6
        int[] rows = draw(dropout, 5, 7, 0, 4);
        for (int b = 0; b < 4; b++) {
            int[] own = Arrays.copyOfRange(rows, b * 20, (b + 1) * 20);
            assertThat(own).isSorted().doesNotHaveDuplicates();
            assertThat(own[0]).isEqualTo(b * (PATCHES + 1));
            assertThat(own[19]).isLessThan((b + 1) * (PATCHES + 1));
        }
    }

    @Test
    void keepsPatchesAloneWhereThereIsNoClassToken() {
        PatchDropout dropout = dropout(0.5, false);
        assertThat(dropout.tokens()).isEqualTo(24);
        int[] rows = draw(dropout, 5, 7, 0, 2);
        assertThat(rows).isSorted().doesNotHaveDuplicates();
        assertThat(IntStream.of(rows).map(row -> row / PATCHES).toArray())
                .containsExactly(IntStream.range(0, 48).map(i -> i / 24).toArray());
    }

    @Test
    void keepsOnePatchAtLeast() {
        assertThat(dropout(0.999, false).tokens()).isEqualTo(1);
    }

    @Test
    void eachPatchIsAsLikely() {
        PatchDropout dropout = dropout(0.5, false);
        int[] counts = new int[PATCHES];
        int draws = 20_000;
        for (int step = 0; step < draws / 100; step++) {
            int[] rows = draw(dropout, 1, step, 0, 100);
            for (int row : rows) {
                counts[row % PATCHES]++;
            }
        }
        // 24 of 49 each: 9,796 of 20,000, with a deviation of 71; five of those either way.
        assertThat(IntStream.of(counts)).allMatch(count -> Math.abs(count - draws * 24.0 / 49) < 355);
    }

    @Test
    void drawsDependOnSeedStepAndSample() {
        PatchDropout dropout = dropout(0.5, false);
        int[] first = draw(dropout, 1, 2, 3, 1);
        assertThat(draw(dropout, 1, 2, 3, 1)).containsExactly(first);
        assertThat(draw(dropout, 2, 2, 3, 1)).isNotEqualTo(first);
        assertThat(draw(dropout, 1, 3, 3, 1)).isNotEqualTo(first);
        assertThat(draw(dropout, 1, 2, 4, 1)).isNotEqualTo(first);
    }

    @Test
    void microBatchesDrawWhatTheWholeBatchDraws() {
        PatchDropout dropout = dropout(0.5, true);
        int[] whole = draw(dropout, 1, 2, 0, 6);
        int[] part = draw(dropout, 1, 2, 4, 2);
        int shift = 4 * (PATCHES + 1);
        assertThat(IntStream.of(part).map(row -> row + shift).toArray())
                .containsExactly(Arrays.copyOfRange(whole, 4 * 25, 6 * 25));
    }

    private static int[] draw(PatchDropout dropout, long seed, long step, int first, int images) {
        int[] rows = new int[images * dropout.tokens()];
        dropout.draw(seed, step, first, rows);
        return rows;
    }

    private static PatchDropout dropout(double share, boolean classToken) {
        return new PatchDropout(new VisionConfig(
                56,
                8,
                12,
                1,
                12,
                4,
                SIGLIP.activation(),
                SIGLIP.normEpsilon(),
                SIGLIP.layerScale(),
                share,
                false,
                SIGLIP.positions(),
                classToken ? PoolKind.TOK : PoolKind.MAP,
                false,
                SIGLIP.attentionalPool()));
    }
}
