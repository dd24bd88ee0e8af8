package dev.diptych.contrastive.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.model.ModelSize;
import dev.diptych.contrastive.plan.TrainingNeed;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.export.model.ModelConfigJson;
import dev.diptych.nn.engine.PlanningEngine;
import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.nn.tape.Precision;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ModelSizeTest {
    /** Of towers that compute all their tokens to the end, as open_clip's docs/model_profile.csv has them. */
    @ParameterizedTest
    @CsvSource({
        "ViT-B-16-SigLIP, 35.42",
        "ViT-B-16-SigLIP-512, 216.24",
        "ViT-L-16-SigLIP-256, 162.56",
        "ViT-SO400M-14-SigLIP, 220.35",
        "ViT-SO400M-14-SigLIP-384, 670.35",
        "ViT-L-14-CLIPA, 162.03",
        "ViT-H-14-CLIPA-336, 781.45",
        "ViT-bigG-14-CLIPA, 967.50"
    })
    void countsTheFlopsThatOpenClipCounts(String name, double gigaflops) throws IOException {
        // The profiler counts norms and softmax too, a few operations a value.
        assertThat(ModelSize.of(shipped(name)).imageFlops() / 1e9).isCloseTo(gigaflops, within(0.002 * gigaflops));
    }

    /** open_clip's profile less what the last block leaves out: queries, outputs and MLP of all tokens but one. */
    @ParameterizedTest
    @CsvSource({"ViT-B-32, 8.82, 5.96", "ViT-L-14, 162.03, 13.30", "ViT-bigG-14, 967.50, 97.86"})
    void leavesOutWhatNoFeatureNeeds(String name, double image, double text) throws IOException {
        ModelConfig config = shipped(name);
        ModelSize size = ModelSize.of(config);
        double leftOut = leftOut(
                config.vision().tokens(),
                config.vision().width(),
                config.vision().mlpWidth());
        assertThat(size.imageFlops() / 1e9).isCloseTo(image - leftOut, within(0.002 * image));
        double leftOutOfText = leftOut(
                config.text().contextLength(),
                config.text().width(),
                config.text().mlpWidth());
        assertThat(size.textFlops() / 1e9).isCloseTo(text - leftOutOfText, within(0.002 * text));
    }

    @ParameterizedTest
    @EnumSource(value = Precision.class, names = "INT8", mode = EnumSource.Mode.EXCLUDE)
    void needsWhatTheEngineIsAskedFor(Precision precision) {
        for (StepOptions options : new StepOptions[] {StepOptions.DEFAULT, new StepOptions(true, 3)}) {
            TrainingNeed need = TrainingNeed.of(Tiny.CONFIG, Tiny.BATCH, precision, options);
            try (OneDnnEngine engine = new OneDnnEngine();
                    PlanningEngine planning = new PlanningEngine()) {
                TrainingStep step = new Tiny(engine, LossKind.CLIP, Tiny.CONTEXT, precision, options).steps.whole();
                assertThat(need.activations()).isEqualTo(step.activationBytes());
                new Tiny(planning, LossKind.CLIP, Tiny.CONTEXT, precision, options);
                // Tiny masks pairs of one group, so that its steps read their groups too.
                assertThat(need.bytes()).isBetween(planning.bytes() - 4L * Tiny.BATCH, planning.bytes());
            }
        }
    }

    private static double leftOut(int tokens, int width, int mlpWidth) {
        double each = 2.0 * width * (2 * width + 2 * mlpWidth); // queries, output, both halves of the MLP
        double attention = 4.0 * tokens * width;
        return (tokens - 1) * (each + attention) / 1e9;
    }

    private static ModelConfig shipped(String name) throws IOException {
        Path file = Path.of("..", "configs", "models", name + ".json");
        return ModelConfigJson.read(name, new ObjectMapper().readTree(file.toFile()));
    }
}
