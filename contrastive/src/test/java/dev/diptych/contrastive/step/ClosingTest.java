package dev.diptych.contrastive.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.model.Encoder;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.vision.VisionConfig;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

final class ClosingTest {
    private static final int ROUNDS = 12;

    /** 25 MB of parameters in the image tower, and as much of gradients. */
    private static final ModelConfig CONFIG =
            new ModelConfig(12, new VisionConfig(16, 8, 512, 2, 64, 2), Tiny.CONFIG.text(), false);

    @Test
    void aClosedModelGivesBackAllThatWasMadeForIt() {
        try (Engine engine = new OneDnnEngine(1)) {
            round(engine); // what libraries keep is kept from here on
            long before = Pointer.physicalBytes();
            for (int i = 0; i < ROUNDS; i++) {
                round(engine);
            }
            assertThat(Pointer.physicalBytes() - before).isLessThan(200L << 20); // of 600 MB
        }
    }

    private static void round(Engine engine) {
        try (ClipModel model = new ClipModel(CONFIG, LossKind.CLIP, engine)) {
            model.initialize(1);
            model.parameters().mirror("gradient", model.engine());
            try (Encoder encoder = model.imageEncoder(2)) {
                float[] embeddings = new float[2 * CONFIG.embedDim()];
                encoder.encode(new float[2 * 3 * 16 * 16], embeddings);
                assertThat(embeddings).doesNotContain(Float.NaN);
            }
        }
    }
}
