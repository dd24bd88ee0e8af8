package dev.diptych.contrastive.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.nn.tape.Precision;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model that leaves out patches sees whole images from a step on. */
final class WholeImagesTest {
    private static final ModelConfig DROPPING = new ModelConfig(
            Tiny.CONFIG.embedDim(), Tiny.CONFIG.vision().withPatchDropout(0.5), Tiny.CONFIG.text(), false);

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void fromThatStepOnTheLossIsThatOfAModelThatLeavesOutNothing(int parts) {
        StepOptions options = new StepOptions(false, parts);
        try (Engine engine = new OneDnnEngine()) {
            float whole = tiny(engine, Tiny.CONFIG, options).run(Tiny.CONTEXT);
            Tiny tiny = tiny(engine, DROPPING, options.withWholeImagesFrom(2));
            for (int step = 0; step < 4; step++) {
                tiny.steps.drawFrom(3, step);
                if (step < 2) {
                    assertThat(tiny.run(Tiny.CONTEXT)).as("step " + step).isNotEqualTo(whole);
                } else {
                    assertThat(tiny.run(Tiny.CONTEXT)).as("step " + step).isEqualTo(whole);
                }
            }
        }
    }

    private static Tiny tiny(Engine engine, ModelConfig config, StepOptions options) {
        return new Tiny(engine, config, LossKind.CLIP, Tiny.CONTEXT, Precision.FP32, options);
    }
}
