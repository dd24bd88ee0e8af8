package dev.diptych.contrastive.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.nn.op.Activation;
import dev.diptych.text.TextConfig;
import dev.diptych.vision.AttentionalPool;
import dev.diptych.vision.VisionConfig;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/**
 * First values against what open_clip 3.3 and timm 1.0 draw: open_clip's {@code TextTransformer.init_parameters}, what
 * its {@code VisionTransformer} leaves to PyTorch's own modules, and timm's {@code init_weights_vit_timm}.
 */
final class InitializationTest {
    private static final int WIDTH = 128;
    private static final int LAYERS = 3;
    private static final int PATCH = 8;
    private static final double ROOT = 1 / Math.sqrt(WIDTH);
    private static final double UNIFORM = 1 / Math.sqrt(3); // the deviation of a uniform draw over its bound
    private static final TextConfig TEXT = new TextConfig(40, 500, WIDTH, 2, LAYERS, 4);

    @Test
    void clipTowersStartAsOpenClips() {
        VisionConfig plain = new VisionConfig(64, PATCH, WIDTH, LAYERS, 64, 4);
        VisionConfig vision = new VisionConfig(
                plain.imageSize(),
                plain.patchSize(),
                plain.width(),
                plain.layers(),
                plain.headWidth(),
                plain.mlpRatio(),
                plain.activation(),
                plain.normEpsilon(),
                OptionalDouble.of(0.25),
                0,
                true,
                plain.positions(),
                plain.pool(),
                false,
                Optional.of(new AttentionalPool(16, 4)));
        double residual = ROOT / Math.sqrt(2.0 * LAYERS);
        Map<String, double[]> expected = new LinkedHashMap<>(); // mean and deviation, by the end of the name
        expected.put("visual.class_embedding", new double[] {0, ROOT});
        expected.put("visual.positional_embedding", new double[] {0, ROOT});
        expected.put("visual.conv1.weight", new double[] {0, UNIFORM / Math.sqrt(3 * PATCH * PATCH)});
        expected.put("visual.proj", new double[] {0, ROOT});
        expected.put("visual.attn_pool.query", new double[] {0, 1});
        expected.put("visual.attn_pool.attn.q_proj_weight", new double[] {0, UNIFORM * Math.sqrt(6.0 / 192)});
        expected.put("visual.attn_pool.attn.k_proj_weight", new double[] {0, UNIFORM * Math.sqrt(6.0 / (WIDTH + 96))});
        expected.put("visual.attn_pool.attn.out_proj.weight", new double[] {0, UNIFORM / Math.sqrt(96)});
        String block = "visual.transformer.resblocks.1.";
        expected.put(block + "ls_1.gamma", new double[] {0.25, 0});
        expected.put(block + "ln_2.weight", new double[] {1, 0});
        expected.put(block + "ln_2.bias", new double[] {0, 0});
        expected.put(block + "attn.in_proj_weight", new double[] {0, UNIFORM * Math.sqrt(6.0 / (4 * WIDTH))});
        expected.put(block + "attn.in_proj_bias", new double[] {0, 0});
        expected.put(block + "attn.out_proj.weight", new double[] {0, UNIFORM * ROOT});
        expected.put(block + "attn.out_proj.bias", new double[] {0, 0});
        expected.put(block + "mlp.c_fc.weight", new double[] {0, UNIFORM * ROOT});
        expected.put(block + "mlp.c_fc.bias", new double[] {0, UNIFORM * ROOT});
        expected.put(block + "mlp.c_proj.weight", new double[] {0, UNIFORM * ROOT / 2});
        expected.put("token_embedding.weight", new double[] {0, 0.02});
        expected.put("positional_embedding", new double[] {0, 0.01});
        expected.put("transformer.resblocks.2.attn.in_proj_weight", new double[] {0, ROOT});
        expected.put("transformer.resblocks.2.attn.out_proj.weight", new double[] {0, residual});
        expected.put("transformer.resblocks.2.mlp.c_fc.weight", new double[] {0, ROOT / Math.sqrt(2)});
        expected.put("transformer.resblocks.2.mlp.c_fc.bias", new double[] {0, UNIFORM * ROOT});
        expected.put("transformer.resblocks.2.mlp.c_proj.weight", new double[] {0, residual});
        expected.put("text_projection", new double[] {0, ROOT});
        expected.put("logit_scale", new double[] {Math.log(1 / 0.07), 0});
        check(new ModelConfig(96, vision, TEXT, false), LossKind.CLIP, expected);
    }

    @Test
    void siglipTowersStartAsTimms() {
        VisionConfig vision = VisionConfig.siglip(64, PATCH, WIDTH, LAYERS, 64, 4, Activation.Kind.GELU);
        double patches = UNIFORM / Math.sqrt(3 * PATCH * PATCH);
        Map<String, double[]> expected = new LinkedHashMap<>();
        expected.put("visual.trunk.patch_embed.proj.weight", new double[] {0, patches});
        expected.put("visual.trunk.patch_embed.proj.bias", new double[] {0, patches});
        expected.put("visual.trunk.pos_embed", new double[] {0, 0.02});
        expected.put("visual.trunk.blocks.2.attn.qkv.weight", new double[] {0, 0.02});
        expected.put("visual.trunk.blocks.2.attn.proj.weight", new double[] {0, 0.02});
        expected.put("visual.trunk.blocks.2.mlp.fc1.weight", new double[] {0, 0.02});
        expected.put("visual.trunk.blocks.2.mlp.fc1.bias", new double[] {0, 0});
        expected.put("visual.trunk.blocks.2.mlp.fc2.weight", new double[] {0, 0.02});
        expected.put("visual.trunk.norm.weight", new double[] {1, 0});
        // A normal draw cut at two deviations has 0.8796 of the deviation.
        expected.put("visual.trunk.attn_pool.latent", new double[] {0, 0.8796 * ROOT});
        expected.put("visual.trunk.attn_pool.q.weight", new double[] {0, 0.02});
        expected.put("visual.trunk.attn_pool.kv.weight", new double[] {0, 0.02});
        expected.put("visual.trunk.attn_pool.mlp.fc2.weight", new double[] {0, 0.02});
        expected.put("logit_scale", new double[] {Math.log(10), 0});
        expected.put("logit_bias", new double[] {-10, 0});
        float[] latent = check(new ModelConfig(WIDTH, vision, TEXT, false), LossKind.SIGLIP, expected)
                .getOrDefault("visual.trunk.attn_pool.latent", new float[0]);
        for (float value : latent) {
            assertThat(Math.abs(value)).isLessThanOrEqualTo((float) (2 * ROOT));
        }
    }

    @Test
    void scaleAndBiasStartWhereTheConfigurationSays() {
        VisionConfig vision = new VisionConfig(8, 8, 64, 1, 64, 1);
        ModelConfig config = new ModelConfig(8, vision, TEXT, false, OptionalDouble.of(1.5), OptionalDouble.of(-3));
        Map<String, double[]> expected =
                Map.of("logit_scale", new double[] {1.5, 0}, "logit_bias", new double[] {-3, 0});
        check(config, LossKind.SIGLIP, expected);
        check(config, LossKind.CLIP, expected); // a bias is stored with every loss where the configuration has one
    }

    private static Map<String, float[]> check(ModelConfig config, LossKind loss, Map<String, double[]> expected) {
        Map<String, float[]> all = new LinkedHashMap<>();
        try (OneDnnEngine engine = new OneDnnEngine()) {
            ClipModel model = new ClipModel(config, loss, engine);
            model.initialize(11);
            for (Parameters.Entry entry : model.parameters().entries()) {
                float[] values =
                        new float[Math.toIntExact(entry.tensor().shape().elements())];
                engine.read(entry.tensor(), values);
                all.put(entry.name(), values);
            }
        }
        expected.forEach((name, moments) -> {
            float[] values = all.getOrDefault(name, new float[0]);
            assertThat(values).as(name).isNotEmpty();
            double mean = mean(values);
            double deviation = Math.sqrt(mean(squares(values, mean)));
            // A mean of N draws deviates by 1 / sqrt(N) of theirs, their deviation by at most 1 / sqrt(2 N) of itself.
            double slack = 4 / Math.sqrt(values.length) * moments[1] + 1e-6;
            assertThat(mean).as("mean of " + name).isCloseTo(moments[0], within(slack));
            assertThat(deviation).as("deviation of " + name).isCloseTo(moments[1], within(slack));
        });
        return all;
    }

    private static float[] squares(float[] values, double mean) {
        float[] squares = new float[values.length];
        for (int i = 0; i < squares.length; i++) {
            squares[i] = (float) ((values[i] - mean) * (values[i] - mean));
        }
        return squares;
    }

    private static double mean(float[] values) {
        double[] doubles = new double[values.length];
        Arrays.setAll(doubles, i -> values[i]);
        return Arrays.stream(doubles).average().orElse(Double.NaN);
    }
}
