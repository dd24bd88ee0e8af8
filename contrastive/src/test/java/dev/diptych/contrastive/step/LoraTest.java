package dev.diptych.contrastive.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.contrastive.adapt.LoraRules;
import dev.diptych.contrastive.adapt.NamePattern;
import dev.diptych.contrastive.adapt.Tower;
import dev.diptych.contrastive.loss.Loss;
import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.model.Tuning;
import dev.diptych.contrastive.plan.TrainingNeed;
import dev.diptych.nn.adapter.Adapter;
import dev.diptych.nn.adapter.LowRank;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Parameters.Entry;
import dev.diptych.nn.layer.Parameters.Group;
import dev.diptych.nn.nd4j.Nd4jEngine;
import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.nn.optim.OptimizerConfig;
import dev.diptych.nn.tape.Precision;
import dev.diptych.nn.tensor.Tensor;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Models with low-rank adapters beside weights that stay as they are. */
final class LoraTest {
    private static final LoraRules BOTH = new LoraRules(Map.of(
            Tower.IMAGE, new LoraRules.Rule(new LowRank(3, 6), List.of(new NamePattern("*"))),
            Tower.TEXT, new LoraRules.Rule(new LowRank(2, 1), List.of(new NamePattern("*.attn.*")))));

    private static final Tuning ADAPTED = new Tuning(
            entry -> entry.name().contains(".lora_") || entry.name().startsWith("logit") ? entry.group() : Group.FROZEN,
            OptionalDouble.empty(),
            BOTH,
            Optional.empty());

    static Stream<Named<Supplier<Engine>>> engines() {
        return Stream.of(Named.of("nd4j", Nd4jEngine::new), Named.of("onednn", OneDnnEngine::new));
    }

    @Test
    void adaptersStandBesideTheirTowersWeightsOfBlocks() {
        Map<String, Adapter> adapters =
                ClipModel.declare(Tiny.CONFIG, LossKind.CLIP, BOTH).adapters();
        assertThat(adapters.keySet())
                .containsExactlyInAnyOrder(
                        "visual.transformer.resblocks.0.attn.in_proj_weight",
                        "visual.transformer.resblocks.0.attn.out_proj.weight",
                        "visual.transformer.resblocks.0.mlp.c_fc.weight",
                        "visual.transformer.resblocks.0.mlp.c_proj.weight",
                        "visual.transformer.resblocks.1.attn.in_proj_weight",
                        "visual.transformer.resblocks.1.attn.out_proj.weight",
                        "visual.transformer.resblocks.1.mlp.c_fc.weight",
                        "visual.transformer.resblocks.1.mlp.c_proj.weight",
                        "transformer.resblocks.0.attn.in_proj_weight",
                        "transformer.resblocks.0.attn.out_proj.weight",
                        "transformer.resblocks.1.attn.in_proj_weight",
                        "transformer.resblocks.1.attn.out_proj.weight");
    }

    @Test
    void anAdapterThatIsNotTrainedYetChangesNothing() {
        try (Engine engine = new OneDnnEngine()) {
            float plain = new Tiny(engine, LossKind.CLIP, Tiny.CONTEXT).run(Tiny.CONTEXT);
            assertThat(adapted(engine, StepOptions.DEFAULT, Precision.FP32).run(Tiny.CONTEXT))
                    .isEqualTo(plain);
        }
    }

    /** Central differences of a float32 loss: its rounding, 3e-7, over twice the step, and the step's square, 1e-4, times curvature. */
    @ParameterizedTest
    @MethodSource("engines")
    void gradientsOfAdaptersAreThoseOfTheLoss(Supplier<Engine> engines) {
        for (StepOptions options : List.of(StepOptions.DEFAULT, new StepOptions(true, 1), new StepOptions(false, 3))) {
            try (Engine engine = engines.get()) {
                Tiny tiny = adapted(engine, options, Precision.FP32);
                fillAdapters(tiny.model);
                Map<String, float[]> gradients = tiny.gradients();
                assertThat(gradients).hasSize(2 * 12 + 1);
                for (String name : gradients.keySet()) {
                    Tensor tensor = tiny.model.values().tensor(name);
                    float[] values = tiny.values(tiny.model.values(), name);
                    int place = values.length / 2;
                    float own = values[place];
                    values[place] = own + 1e-2f;
                    engine.write(tensor, values);
                    double above = tiny.run(Tiny.CONTEXT);
                    values[place] = own - 1e-2f;
                    engine.write(tensor, values);
                    double below = tiny.run(Tiny.CONTEXT);
                    values[place] = own;
                    engine.write(tensor, values);
                    assertThat((double) gradients.get(name)[place])
                            .as("%s, %s", name, options)
                            .isCloseTo((above - below) / 2e-2, within(5e-4));
                }
            }
        }
    }

    @Test
    void mergedWeightsEmbedAsWeightsWithAdaptersDo() {
        for (Precision precision : EnumSet.range(Precision.FP32, Precision.AMP_BF16)) {
            try (Engine engine = new OneDnnEngine()) {
                if (!engine.multiplies(precision.compute())) {
                    continue;
                }
                Tiny tiny = adapted(engine, StepOptions.DEFAULT, precision);
                fillAdapters(tiny.model);
                float[] adapted = embeddings(tiny.model, tiny);
                float[] plain = embeddings(
                        new Tiny(engine, Tiny.CONFIG, LossKind.CLIP, Tiny.CONTEXT, precision, StepOptions.DEFAULT)
                                .model,
                        tiny);
                merge(tiny.model);
                float[] merged = embeddings(tiny.model, tiny);
                double tolerance =
                        precision == Precision.FP32 ? 1e-5 : 0.05; // sums in another order; 8 bits, in 4 blocks
                assertThat(adapted).containsExactly(merged, within((float) tolerance));
                assertThat(distance(adapted, plain)).isGreaterThan(0.5);
            }
        }
    }

    @Test
    void trainingNeedsGradientsAndMomentsOfAdaptersAlone() {
        TrainingNeed whole = need(Tuning.WHOLE);
        TrainingNeed adapted = need(ADAPTED);
        long values = ClipModel.declare(Tiny.CONFIG, LossKind.CLIP, BOTH).adapters().values().stream()
                .flatMap(adapter -> Stream.of(adapter.down(), adapter.up()))
                .mapToLong(tensor -> tensor.shape().elements())
                .sum();
        long padding = 64 * 26; // each starts on a cache line
        assertThat(adapted.gradients()).isBetween(4 * values, 4 * values + padding);
        assertThat(adapted.optimizer()).isLessThan(3 * adapted.gradients()).isLessThan(whole.optimizer());
        assertThat(adapted.parameters() - whole.parameters()).isBetween(4 * values, 4 * values + padding);
    }

    private static TrainingNeed need(Tuning tuning) {
        return TrainingNeed.of(
                Tiny.CONFIG,
                LossKind.CLIP,
                Loss.of(LossKind.CLIP),
                false,
                Tiny.BATCH,
                Precision.FP32,
                StepOptions.DEFAULT,
                OptimizerConfig.DEFAULT,
                tuning);
    }

    private static Tiny adapted(Engine engine, StepOptions options, Precision precision) {
        return new Tiny(engine, precision, options, ADAPTED);
    }

    private static void fillAdapters(ClipModel model) {
        Random random = new Random(7);
        for (Entry entry : model.parameters().entries()) {
            if (model.isForTraining(entry.name())) {
                float[] values =
                        new float[Math.toIntExact(entry.tensor().shape().elements())];
                for (int i = 0; i < values.length; i++) {
                    values[i] = 0.3f * (float) random.nextGaussian();
                }
                model.engine().write(entry.tensor(), values);
            }
        }
    }

    /** Adds the adapters to the weights, and takes them away. */
    private static void merge(ClipModel model) {
        model.parameters().adapters().forEach((name, adapter) -> {
            Tensor weight = model.values().tensor(name);
            float[] ups = read(model, adapter.up());
            model.engine().write(weight, adapter.merge(read(model, weight), read(model, adapter.down()), ups));
            model.engine().write(adapter.up(), new float[ups.length]);
        });
    }

    private static float[] read(ClipModel model, Tensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.shape().elements())];
        model.engine().read(tensor, values);
        return values;
    }

    private static float[] embeddings(ClipModel model, Tiny tiny) {
        int width = Tiny.CONFIG.embedDim();
        float[] images = new float[Tiny.BATCH * width];
        float[] texts = new float[Tiny.BATCH * width];
        model.imageEncoder(Tiny.BATCH).encode(tiny.images, images);
        model.textEncoder(Tiny.BATCH, Tiny.CONTEXT).encode(tiny.ids, tiny.ends, texts);
        float[] both = new float[2 * images.length];
        System.arraycopy(images, 0, both, 0, images.length);
        System.arraycopy(texts, 0, both, images.length, texts.length);
        return both;
    }

    private static double distance(float[] a, float[] b) {
        double squares = 0;
        for (int i = 0; i < a.length; i++) {
            squares += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(squares);
    }
}
