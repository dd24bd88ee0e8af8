package dev.diptych.contrastive.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.PlanningEngine;
import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.text.TextConfig;
import dev.diptych.vision.VisionConfig;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CaptionSizesTest {
    private static final ModelConfig CONFIG =
            new ModelConfig(12, new VisionConfig(16, 8, 24, 1, 12, 2), new TextConfig(77, 40, 16, 2, 1, 2), false);

    @Test
    void packsWhereThatSparesAnEighth() {
        try (Engine engine = new OneDnnEngine(1)) {
            CaptionSizes sizes = new CaptionSizes(new ClipModel(CONFIG, LossKind.CLIP, engine), 4);
            assertThat(sizes.of(new int[] {10, 30, 10, 5}, 31)).isEqualTo(new CaptionSize(4, 64, true));
            assertThat(sizes.of(new int[] {30, 30, 25, 30}, 31)).isEqualTo(new CaptionSize(4, 32, false));
            assertThat(sizes.whole()).isEqualTo(new CaptionSize(4, 77, false));
            assertThat(sizes.whole().rows()).isEqualTo(4 * 77);
        }
    }

    @Test
    void padsOnAnEngineThatDoesNotPack() {
        CaptionSizes sizes = new CaptionSizes(new ClipModel(CONFIG, LossKind.CLIP, new PlanningEngine()), 4);
        assertThat(sizes.of(new int[] {10, 30, 10, 5}, 31)).isEqualTo(new CaptionSize(4, 32, false));
        assertThat(sizes.of(new int[] {10, 70, 10, 5}, 71)).isEqualTo(new CaptionSize(4, 72, false));
        assertThat(sizes.of(new int[] {10, 76, 10, 5}, 77)).isEqualTo(sizes.whole());
    }

    @Test
    void equalSizesAreOne() {
        try (Engine engine = new OneDnnEngine(1)) {
            CaptionSizes sizes = new CaptionSizes(new ClipModel(CONFIG, LossKind.CLIP, engine), 4);
            assertThat(sizes.of(new int[] {10, 30, 10, 5}, 31)).isSameAs(sizes.of(new int[] {5, 9, 31, 10}, 32));
        }
    }

    @Test
    void rowsAreRoundedUpToFewNumbers() {
        int[] rows =
                IntStream.rangeClosed(512, 256 * 77).map(CaptionSizes::rows).toArray();
        for (int i = 0; i < rows.length; i++) {
            assertThat(rows[i]).isBetween(512 + i, (512 + i) * 17 / 16 + 1);
        }
        assertThat(Arrays.stream(rows).distinct().count()).isLessThanOrEqualTo(16 * 6);
    }
}
