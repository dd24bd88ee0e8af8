package dev.diptych.contrastive.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.export.model.ModelConfigJson;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.nd4j.Nd4jEngine;
import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.nn.tape.Precision;
import dev.diptych.vision.PatchDropout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole steps of each kind of tower. */
final class FamilyIT {
    /** A kind of model, as keys of its two towers. */
    private enum Kind {
        LAYER_SCALE("'ls_init_value': 0.5", "'ls_init_value': 0.3"),
        PATCH_DROPOUT("'patch_dropout': 0.5", ""),
        NO_LN_PRE("'no_ln_pre': true", "'pool_type': 'first'"),
        AVERAGE("'pool_type': 'avg', 'final_ln_after_pool': true", "'pool_type': 'last', 'no_causal_mask': true"),
        AVERAGE_OF_NORMED("'pool_type': 'avg', 'patch_dropout': 0.3", "'pool_type': 'last'"),
        SIN_COS("'pos_embed_type': 'sin_cos_2d'", "'no_causal_mask': true"),
        POOLER("'attentional_pool': true, 'attn_pooler_queries': 3, 'attn_pooler_heads': 2", "'proj_bias': true"),
        POOLER_AVERAGE(
                "'attentional_pool': true, 'attn_pooler_queries': 4, 'attn_pooler_heads': 3, 'pool_type': 'avg'",
                "'pool_type': 'eos', 'eos_id': 39"),
        MAP(
                "'pool_type': 'map', 'act_kwargs': {'approximate': 'tanh'}",
                "'pool_type': 'last', 'no_causal_mask': true, 'proj_bias': true, 'norm_kwargs': {'eps': 1e-6}"),
        MAP_DROPOUT("'pool_type': 'map', 'patch_dropout': 0.5", "'proj_type': 'none', 'width': 24");

        private final String vision;
        private final String text;

        Kind(String vision, String text) {
            this.vision = vision;
            this.text = text;
        }

        ModelConfig config() throws JsonProcessingException {
            String json = "{'embed_dim': 24, 'custom_text': true,"
                    + " 'vision_cfg': {'image_size': 16, 'patch_size': 5, 'width': 24, 'layers': 2, 'head_width': 12,"
                    + " 'mlp_ratio': 2" + (vision.isEmpty() ? "" : ", ") + vision + "},"
                    + " 'text_cfg': {'context_length': 20, 'vocab_size': 40, 'heads': 2, 'layers': 2, 'mlp_ratio': 2"
                    + (text.contains("width") ? "" : ", 'width': 16")
                    + (text.isEmpty() ? "" : ", ") + text + "}}";
            return ModelConfigJson.read(name(), new ObjectMapper().readTree(json.replace('\'', '"')));
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void gradientsAgreeWithTheReferenceEngine(Kind kind) throws JsonProcessingException {
        try (Engine engine = new OneDnnEngine();
                Engine reference = new Nd4jEngine()) {
            Map<String, float[]> expected = gradients(tiny(reference, kind, StepOptions.DEFAULT));
            compare(gradients(tiny(engine, kind, StepOptions.DEFAULT)), expected, 1e-4f);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void microBatchesAndCheckpointsGiveTheGradientsOfTheWholeBatch(Kind kind) throws JsonProcessingException {
        try (Engine engine = new OneDnnEngine()) {
            Map<String, float[]> expected = gradients(tiny(engine, kind, StepOptions.DEFAULT));
            compare(gradients(tiny(engine, kind, new StepOptions(true, 3))), expected, 1e-5f);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void microBatchesInBFloat16GiveAlmostTheGradientsOfTheWholeBatch(Kind kind) throws JsonProcessingException {
        try (Engine engine = new OneDnnEngine()) {
            Map<String, float[]> expected = gradients(tiny(engine, kind, Precision.AMP_BF16, StepOptions.DEFAULT));
            // Sums in another order round to another neighbour, 2^-8 apart, at each of some ten places on the way.
            compare(gradients(tiny(engine, kind, Precision.AMP_BF16, new StepOptions(true, 3))), expected, 5e-2f);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void stepsAllocateNothingOnceWarm(Kind kind) throws JsonProcessingException {
        for (Precision precision : EnumSet.range(Precision.FP32, Precision.AMP_BF16)) {
            try (Engine engine = new OneDnnEngine()) {
                Tiny tiny = tiny(engine, kind, precision, StepOptions.DEFAULT);
                tiny.assertStepsAllocateNothing();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void sameSeedGivesTheSameBits(Kind kind) throws JsonProcessingException {
        try (Engine engine = new OneDnnEngine();
                Engine other = new OneDnnEngine()) {
            Tiny one = tiny(engine, kind, StepOptions.DEFAULT);
            Tiny two = tiny(other, kind, StepOptions.DEFAULT);
            for (int i = 0; i < 5; i++) {
                assertThat(one.step()).isEqualTo(two.step());
            }
        }
    }

    @Test
    void fixedPositionsStayAsTheyWere() throws JsonProcessingException {
        try (Engine engine = new OneDnnEngine()) {
            Tiny tiny = tiny(engine, Kind.SIN_COS, new StepOptions(false, 2));
            float[] before = tiny.values(tiny.model.values(), "visual.positional_embedding");
            for (int i = 0; i < 5; i++) {
                tiny.step();
            }
            assertThat(tiny.values(tiny.model.values(), "visual.positional_embedding"))
                    .containsExactly(before);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void learnsABatchByHeartInEitherPrecision(Kind kind) throws JsonProcessingException {
        for (Precision precision : EnumSet.range(Precision.FP32, Precision.AMP_BF16)) {
            try (Engine engine = new OneDnnEngine()) {
                Tiny tiny =
                        new Tiny(engine, kind.config(), LossKind.SIGLIP, Tiny.CONTEXT, precision, StepOptions.DEFAULT);
                float first = tiny.step();
                float last = first;
                for (int i = 0; i < 150; i++) {
                    last = tiny.step();
                }
                assertThat(last).as("%s, first %s", precision, first).isLessThan(first / 4);
            }
        }
    }

    @Test
    void patchesThatAStepLeavesOutReachNothing() throws JsonProcessingException {
        try (Engine engine = new OneDnnEngine()) {
            Tiny tiny = tiny(engine, Kind.PATCH_DROPOUT, StepOptions.DEFAULT);
            PatchDropout dropout = new PatchDropout(Kind.PATCH_DROPOUT.config().vision());
            int[] rows = new int[Tiny.BATCH * dropout.tokens()];
            dropout.draw(3, 5, 0, rows);
            int[] kept =
                    Arrays.stream(rows, 1, dropout.tokens()).map(row -> row - 1).toArray();
            int[] leftOut = IntStream.range(0, 9)
                    .filter(patch -> Arrays.stream(kept).noneMatch(one -> one == patch))
                    .toArray();
            assertThat(kept).hasSize(4);
            float before = loss(tiny, 5);
            for (int patch : leftOut) {
                change(tiny.images, patch);
            }
            assertThat(loss(tiny, 5)).isEqualTo(before);
            assertThat(loss(tiny, 6)).isNotEqualTo(before);
            change(tiny.images, kept[0]);
            assertThat(loss(tiny, 5)).isNotEqualTo(before);
        }
    }

    @Test
    void nothingIsLeftOutOfWhatIsEmbedded() throws JsonProcessingException {
        ModelConfig dropping = Kind.PATCH_DROPOUT.config();
        ModelConfig whole =
                new ModelConfig(dropping.embedDim(), dropping.vision().withPatchDropout(0), dropping.text(), false);
        float[] images = new float[2 * 3 * 16 * 16];
        for (int i = 0; i < images.length; i++) {
            images[i] = (float) Math.sin(i);
        }
        List<float[]> features = new ArrayList<>();
        for (ModelConfig config : List.of(dropping, whole)) {
            try (Engine engine = new OneDnnEngine()) {
                ClipModel model = new ClipModel(config, LossKind.CLIP, engine);
                model.initialize(4);
                float[] embedded = new float[2 * config.embedDim()];
                model.imageEncoder(2).encode(images, embedded);
                features.add(embedded);
            }
        }
        assertThat(features.get(0)).containsExactly(features.get(1));
    }

    private static float loss(Tiny tiny, long step) {
        tiny.steps.drawFrom(3, step);
        return tiny.run(tiny.longest);
    }

    /** Turns the pixels of a patch of the first image over, in a grid of three by three of five pixels. */
    private static void change(float[] images, int patch) {
        for (int channel = 0; channel < 3; channel++) {
            for (int y = patch / 3 * 5; y < patch / 3 * 5 + 5; y++) {
                for (int x = patch % 3 * 5; x < patch % 3 * 5 + 5; x++) {
                    images[(channel * 16 + y) * 16 + x] *= -1;
                }
            }
        }
    }

    private static Tiny tiny(Engine engine, Kind kind, StepOptions options) throws JsonProcessingException {
        return tiny(engine, kind, Precision.FP32, options);
    }

    private static Tiny tiny(Engine engine, Kind kind, Precision precision, StepOptions options)
            throws JsonProcessingException {
        return new Tiny(engine, kind.config(), LossKind.CLIP, 12, precision, options);
    }

    private static Map<String, float[]> gradients(Tiny tiny) {
        tiny.steps.drawFrom(3, 5);
        return new LinkedHashMap<>(tiny.gradients());
    }

    private static void compare(Map<String, float[]> actual, Map<String, float[]> expected, float relative) {
        double size = 0;
        for (float[] gradient : expected.values()) {
            for (float value : gradient) {
                size = Math.max(size, Math.abs(value));
            }
        }
        float tolerance = (float) (relative * size);
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        actual.forEach((name, gradient) -> assertThat(gradient)
                .as(name)
                .containsExactly(expected.getOrDefault(name, new float[0]), within(tolerance)));
    }
}
