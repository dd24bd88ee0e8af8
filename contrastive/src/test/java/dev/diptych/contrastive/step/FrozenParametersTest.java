package dev.diptych.contrastive.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.contrastive.loss.Loss;
import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.model.ModelSize;
import dev.diptych.contrastive.model.Tuning;
import dev.diptych.contrastive.plan.TrainingNeed;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Parameters.Entry;
import dev.diptych.nn.layer.Parameters.Group;
import dev.diptych.nn.nd4j.Nd4jEngine;
import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.nn.optim.OptimizerConfig;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.tape.Precision;
import dev.diptych.nn.tape.Primitive;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Models of which a part is frozen against those of which nothing is. */
final class FrozenParametersTest {
    private static final Function<Entry, Group> LOCKED_IMAGES = frozen("visual\\..*");
    private static final Function<Entry, Group> LOCKED_TEXTS =
            frozen("(transformer|ln_final|token_|positional|text_).*");

    static Stream<Named<Supplier<Engine>>> engines() {
        return Stream.of(Named.of("nd4j", Nd4jEngine::new), Named.of("onednn", OneDnnEngine::new));
    }

    @ParameterizedTest
    @MethodSource("engines")
    void whatIsTrainedHasTheBitsOfTheWholeModelsGradient(Supplier<Engine> engines) {
        List<Function<Entry, Group>> groupings = List.of(
                LOCKED_IMAGES,
                LOCKED_TEXTS,
                frozen(".*resblocks\\.0.*"),
                frozen("visual\\.(conv1.weight|class_embedding|positional_embedding)"),
                frozen(".*ln_[12].*|logit_scale"));
        for (StepOptions options : List.of(StepOptions.DEFAULT, new StepOptions(true, 1), new StepOptions(false, 3))) {
            compare(engines, groupings, options, 0);
        }
    }

    /** A bias' gradient is summed in another order beside its weight's, and so is that of positions beside the table's. */
    @Test
    void whatIsTrainedBesideAFrozenPartnerHasTheWholeModelsGradient() {
        List<Function<Entry, Group>> groupings =
                List.of(frozen(".*weight"), frozen(".*bias"), frozen("token_embedding.weight"), frozen("positional.*"));
        for (StepOptions options : List.of(StepOptions.DEFAULT, new StepOptions(true, 3))) {
            compare(OneDnnEngine::new, groupings, options, 1e-6);
        }
    }

    @Test
    void whatIsFrozenKeepsItsBits() {
        for (StepOptions options : List.of(StepOptions.DEFAULT, new StepOptions(true, 3))) {
            try (Engine engine = new OneDnnEngine()) {
                Tiny tiny = tiny(engine, LOCKED_IMAGES, options);
                Map<String, float[]> before = values(tiny);
                for (int i = 0; i < 5; i++) {
                    tiny.step();
                }
                values(tiny).forEach((name, after) -> {
                    boolean same = Arrays.equals(after, before.get(name));
                    assertThat(same).as(name).isEqualTo(name.startsWith("visual."));
                });
            }
        }
    }

    @Test
    void aFrozenTowerRunsForwardAlone() {
        try (Engine engine = new OneDnnEngine()) {
            TrainingStep whole = step(engine, Entry::group, StepOptions.DEFAULT);
            TrainingStep locked = step(engine, LOCKED_IMAGES, StepOptions.DEFAULT);
            TrainingStep parts = step(engine, Entry::group, new StepOptions(false, 3));
            // Of three micro-batches: four programs forward each, zeroing and the loss, then a seed and the vision
            // tower.
            long forward = parts.programs().get(0).flops();
            long training = parts.programs().get(15).flops();
            TrainingStep lockedParts = step(engine, LOCKED_IMAGES, new StepOptions(false, 3));
            assertThat(training).isGreaterThan(2 * forward);
            long ofFeatures =
                    2L * Tiny.BATCH * Tiny.BATCH * Tiny.CONFIG.embedDim(); // the loss' gradient of the images'
            assertThat(locked.flops()).isEqualTo(whole.flops() - 3 * (training - forward) - ofFeatures);
            assertThat(lockedParts.flops()).isEqualTo(locked.flops());
            assertThat(locked.executedFlops()).isEqualTo(locked.flops());
            assertThat(gradients(locked)).noneMatch(name -> name.contains("visual"));
            assertThat(gradients(whole)).anyMatch(name -> name.contains("visual"));
            assertThat(locked.unsharedActivationBytes()).isLessThan(whole.unsharedActivationBytes());
        }
    }

    @Test
    void frozenMicroBatchesRunOnce() {
        try (Engine engine = new OneDnnEngine()) {
            List<Program> whole =
                    step(engine, Entry::group, new StepOptions(false, 3)).programs();
            List<Program> locked =
                    step(engine, LOCKED_IMAGES, new StepOptions(false, 3)).programs();
            assertThat(locked).hasSize(whole.size() - 2 * 3);
        }
    }

    @Test
    void trainingNeedsGradientsAndMomentsOfWhatIsTrainedAlone() {
        TrainingNeed whole = need(Entry::group);
        TrainingNeed locked = need(LOCKED_IMAGES);
        long images = ModelSize.of(Tiny.CONFIG).imageParameters();
        long padding = 64 * 40; // each parameter starts on a cache line
        assertThat(locked.parameters()).isEqualTo(whole.parameters());
        assertThat(whole.gradients() - locked.gradients()).isBetween(4 * images, 4 * images + padding);
        assertThat(whole.optimizer() - locked.optimizer()).isBetween(8 * images, 8 * images + 2 * padding);
        assertThat(locked.activations()).isLessThan(whole.activations());
    }

    @Test
    void aStepWhoseImageTowerIsFrozenAsksForEachMicroBatchOnce() throws InterruptedException {
        try (Engine engine = new OneDnnEngine()) {
            StepOptions options = new StepOptions(false, 3);
            assertThat(asked(tiny(engine, Entry::group, options))).containsExactly(0, 1, 2, 0, 1, 2);
            Function<Entry, Group> locked = entry -> entry.name().startsWith("visual.") ? Group.FROZEN : entry.group();
            assertThat(asked(tiny(engine, locked, options))).containsExactly(0, 1, 2);
        }
    }

    private static List<Integer> asked(Tiny tiny) throws InterruptedException {
        List<Integer> asked = new ArrayList<>();
        StepInput input = StepInput.of(tiny.batch(), 3);
        tiny.steps.run(part -> {
            asked.add(part);
            return input.part(part);
        });
        assertThat(asked).hasSize(3 * tiny.steps.passes());
        return asked;
    }

    @Test
    void aGroupsRateAndDecayReplaceTheOptimisers() {
        try (Engine engine = new OneDnnEngine()) {
            Tiny plain = tiny(engine, Entry::group, StepOptions.DEFAULT);
            Tiny slow = tiny(
                    engine,
                    entry -> entry.name().equals("visual.proj")
                            ? new Group(true, true, OptionalDouble.of(0), 0.5)
                            : entry.group(),
                    StepOptions.DEFAULT);
            float[] before = plain.values(plain.model.values(), "visual.proj");
            plain.step();
            slow.step();
            float[] fast = plain.values(plain.model.values(), "visual.proj");
            float[] half = slow.values(slow.model.values(), "visual.proj");
            assertThat(half).isNotEqualTo(before);
            for (int i = 0; i < before.length; i++) {
                double decayed = before[i] * (1 - 1e-3 * 0.2); // what AdamW's default takes off at the rate of the step
                assertThat(half[i] - before[i]).isCloseTo((float) ((fast[i] - decayed) / 2), within(1e-7f));
            }
            assertThat(slow.values(slow.model.values(), "text_projection"))
                    .containsExactly(plain.values(plain.model.values(), "text_projection"));
        }
    }

    private static void compare(
            Supplier<Engine> engines, List<Function<Entry, Group>> groupings, StepOptions options, double tolerance) {
        try (Engine engine = engines.get()) {
            Map<String, float[]> whole = tiny(engine, Entry::group, options).gradients();
            double size = whole.values().stream()
                    .flatMap(values -> IntStream.range(0, values.length).mapToObj(i -> values[i]))
                    .mapToDouble(Math::abs)
                    .max()
                    .orElseThrow();
            for (Function<Entry, Group> grouping : groupings) {
                Tiny tiny = tiny(engine, grouping, options);
                Map<String, float[]> part = tiny.gradients();
                assertThat(part.keySet())
                        .containsExactlyElementsOf(tiny.model.parameters().entries().stream()
                                .filter(entry -> entry.group().trained())
                                .map(Entry::name)
                                .toList());
                assertThat(part.size()).isLessThan(whole.size());
                part.forEach((name, gradient) -> assertThat(gradient)
                        .as("%s, %s", name, options)
                        .containsExactly(whole.getOrDefault(name, new float[0]), within((float) (tolerance * size))));
            }
        }
    }

    private static TrainingNeed need(Function<Entry, Group> grouping) {
        return TrainingNeed.of(
                Tiny.CONFIG,
                LossKind.CLIP,
                Loss.of(LossKind.CLIP),
                false,
                Tiny.BATCH,
                Precision.FP32,
                StepOptions.DEFAULT,
                OptimizerConfig.DEFAULT,
                Tuning.of(grouping));
    }

    private static TrainingStep step(Engine engine, Function<Entry, Group> grouping, StepOptions options) {
        return tiny(engine, grouping, options).steps.whole();
    }

    private static Tiny tiny(Engine engine, Function<Entry, Group> grouping, StepOptions options) {
        return new Tiny(engine, Tiny.CONFIG, LossKind.CLIP, Tiny.CONTEXT, Precision.FP32, options, grouping);
    }

    /** Names of what the step writes as a gradient. */
    private static List<String> gradients(TrainingStep step) {
        return step.programs().stream()
                .flatMap(program -> program.primitives().stream())
                .map(Primitive::writes)
                .flatMap(List::stream)
                .map(tensor -> tensor.name())
                .filter(name -> name.startsWith("d ") || name.startsWith("unread") || name.startsWith("gradient of"))
                .toList();
    }

    private static Map<String, float[]> values(Tiny tiny) {
        Map<String, float[]> all = new LinkedHashMap<>();
        tiny.model.values().tensors().keySet().forEach(name -> all.put(name, tiny.values(tiny.model.values(), name)));
        return all;
    }

    private static Function<Entry, Group> frozen(String names) {
        return entry -> entry.name().matches(names) ? Group.FROZEN : entry.group();
    }
}
