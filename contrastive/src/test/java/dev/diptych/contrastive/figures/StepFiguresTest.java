package dev.diptych.contrastive.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.contrastive.loss.Loss;
import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.model.Tuning;
import dev.diptych.contrastive.step.Batch;
import dev.diptych.contrastive.step.StepInput;
import dev.diptych.contrastive.step.StepOptions;
import dev.diptych.contrastive.step.TrainingSteps;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.layer.Parameters.Group;
import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.nn.tape.Precision;
import dev.diptych.text.TextConfig;
import dev.diptych.vision.VisionConfig;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StepFiguresTest {
    private static final int BATCH = 12;
    private static final int CONTEXT = 8;
    private static final ModelConfig CONFIG =
            new ModelConfig(12, new VisionConfig(16, 8, 24, 2, 12, 2), new TextConfig(CONTEXT, 40, 16, 2, 2, 2), false);

    /** Of two concepts, whose pairs are not each other's errors, and one locked part of a tower. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void accuracyIsThatOfTheEmbeddingsAndNormsAreThoseOfTheValues(int parts) throws InterruptedException {
        try (Engine engine = new OneDnnEngine()) {
            Tuning tuning = Tuning.of(entry -> entry.name().startsWith("visual.conv1")
                            || entry.name().startsWith("visual.class")
                            || entry.name().startsWith("visual.pos")
                            || entry.name().startsWith("visual.ln_pre")
                    ? Group.FROZEN
                    : entry.group());
            ClipModel model = new ClipModel(CONFIG, LossKind.CLIP, Precision.FP32, engine, tuning);
            model.initialize(1);
            Parameters.Block gradients = model.parameters().mirror("gradient", engine);
            StepOptions options = new StepOptions(false, parts);
            TrainingSteps steps =
                    new TrainingSteps(model, Loss.of(LossKind.CLIP), BATCH, true, gradients, options, () -> false);
            StepFigures figures = new StepFigures(model, gradients, steps);
            Batch batch = batch();
            steps.run(StepInput.of(batch, parts));
            Map<String, Double> read = figures.read();
            float[] images = new float[BATCH * 12];
            float[] texts = new float[BATCH * 12];
            model.imageEncoder(BATCH).encode(batch.images(), images);
            model.textEncoder(BATCH, CONTEXT).encode(batch.ids(), batch.ends(), texts);
            assertThat(read)
                    .containsEntry("image_to_text_accuracy", share(images, texts, batch.groups()))
                    .containsEntry("text_to_image_accuracy", share(texts, images, batch.groups()))
                    .containsOnlyKeys(
                            "image_to_text_accuracy",
                            "text_to_image_accuracy",
                            "grad_norm_image_blocks",
                            "grad_norm_image_head",
                            "grad_norm_text_embeddings",
                            "grad_norm_text_blocks",
                            "grad_norm_text_head",
                            "weight_norm_image_blocks",
                            "weight_norm_image_head",
                            "weight_norm_text_embeddings",
                            "weight_norm_text_blocks",
                            "weight_norm_text_head");
            String[] head = {"visual.ln_post.weight", "visual.ln_post.bias", "visual.proj"};
            assertThat(read.get("weight_norm_image_head")).isCloseTo(norm(engine, model.values(), head), within(1e-5));
            assertThat(read.get("grad_norm_image_head")).isCloseTo(norm(engine, gradients, head), within(1e-5));
        }
    }

    private static double share(float[] from, float[] to, int[] groups) {
        int found = 0;
        for (int i = 0; i < BATCH; i++) {
            boolean first = true;
            for (int j = 0; j < BATCH; j++) {
                first &= groups[i] == groups[j] || product(from, i, to, j) < product(from, i, to, i);
            }
            found += first ? 1 : 0;
        }
        return (double) found / BATCH;
    }

    private static double product(float[] from, int i, float[] to, int j) {
        double product = 0;
        for (int d = 0; d < 12; d++) {
            product += (double) from[i * 12 + d] * to[j * 12 + d];
        }
        return product;
    }

    private static double norm(Engine engine, Parameters.Block block, String... names) {
        double squares = 0;
        for (String name : names) {
            float[] values =
                    new float[Math.toIntExact(block.tensor(name).shape().elements())];
            engine.read(block.tensor(name), values);
            for (float value : values) {
                squares += (double) value * value;
            }
        }
        return Math.sqrt(squares);
    }

    private static Batch batch() {
        Random random = new Random(3);
        float[] images = new float[BATCH * 3 * 16 * 16];
        for (int i = 0; i < images.length; i++) {
            images[i] = (float) random.nextGaussian();
        }
        int[] ids = new int[BATCH * CONTEXT];
        int[] ends = new int[BATCH];
        int[] groups = new int[BATCH];
        for (int b = 0; b < BATCH; b++) {
            groups[b] = b / 6;
            ends[b] = 3 + random.nextInt(CONTEXT - 3);
            for (int t = 0; t < ends[b]; t++) {
                ids[b * CONTEXT + t] = random.nextInt(39);
            }
            ids[b * CONTEXT + ends[b]] = 39;
        }
        return new Batch(images, ids, ends, groups);
    }
}
