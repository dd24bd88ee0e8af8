package dev.diptych.contrastive.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.onednn.OneDnnEngine;
import org.junit.jupiter.api.Test;

final class LossKindTest {
    /** float32's distance between numbers of two to four. */
    private static final float LAST_BIT = 0x1p-22f;

    @Test
    void modelsStartFromOpenClipsScales() {
        try (Engine engine = new OneDnnEngine()) {
            float clip = new Tiny(engine, LossKind.CLIP, Tiny.CONTEXT).model.logScale();
            assertThat(clip).isCloseTo(2.659260036932778f, within(LAST_BIT));
            assertThat(Math.exp(clip)).isCloseTo(14.285714285714285, within(1e-5));
            Tiny siglip = new Tiny(engine, LossKind.SIGLIP, Tiny.CONTEXT);
            assertThat(siglip.model.logScale()).isCloseTo(2.302585092994046f, within(LAST_BIT));
            assertThat(siglip.values(siglip.model.values(), "logit_bias")).containsExactly(-10);
        }
    }

    @Test
    void scaleIsClampedAsOpenClipDoes() {
        try (Engine engine = new OneDnnEngine()) {
            Tiny tiny = new Tiny(engine, LossKind.CLIP, Tiny.CONTEXT);
            engine.write(tiny.model.values().tensor("logit_scale"), new float[] {4.7f});
            tiny.step();
            assertThat(tiny.model.logScale()).isCloseTo(4.605170185988092f, within(LAST_BIT));
            assertThat(tiny.optimizer.bounded(0)).isEqualTo(tiny.model.logScale());
            engine.write(tiny.model.values().tensor("logit_scale"), new float[] {-0.1f});
            tiny.step();
            assertThat(tiny.model.logScale()).isZero();
            assertThat(tiny.optimizer.bounded(0)).isZero();
        }
    }
}
