package dev.diptych.bench.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.bench.machine.Machine;
import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.step.Batch;
import dev.diptych.contrastive.step.StepOptions;
import dev.diptych.contrastive.step.TrainingStep;
import dev.diptych.contrastive.step.TrainingSteps;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.machine.Product;
import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.nn.optim.Optimizer;
import dev.diptych.nn.optim.OptimizerConfig;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.tape.Precision;
import dev.diptych.text.TextConfig;
import dev.diptych.vision.VisionConfig;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ProfileTest {
    private static final Machine MACHINE = new Machine(Product.LARGE, 1e9, 1e8);

    @ParameterizedTest
    @EnumSource
    void everyOpOfAStepBelongsToALayer(LossKind loss) throws InterruptedException {
        Profile profile = profile(loss);
        assertThat(profile.layers())
                .extracting(Row::name)
                .containsExactly(
                        "patch embedding",
                        "visual.transformer.resblocks.0",
                        "visual.transformer.resblocks.1",
                        "vision head",
                        "token embedding",
                        "transformer.resblocks.0",
                        "transformer.resblocks.1",
                        "transformer.resblocks.2",
                        "text head",
                        "loss",
                        "optimiser");
    }

    @Test
    void everyOpOfAStepInBFloat16BelongsToALayer() throws InterruptedException {
        assertThat(profile(LossKind.CLIP, Precision.AMP_BF16).layers())
                .extracting(Row::name)
                .containsExactlyElementsOf(
                        profile(LossKind.CLIP).layers().stream().map(Row::name).toList());
    }

    @ParameterizedTest
    @EnumSource
    void layersAddUpToWhatTheFamiliesDo(LossKind loss) throws InterruptedException {
        Profile profile = profile(loss);
        List<Row> families = profile.families();
        List<Row> layers = profile.layers();
        assertThat(layers.stream().mapToInt(Row::calls).sum())
                .isEqualTo(families.stream().mapToInt(Row::calls).sum());
        assertThat(layers.stream().mapToLong(Row::flops).sum())
                .isEqualTo(families.stream().mapToLong(Row::flops).sum());
        assertThat(layers.stream().mapToLong(Row::bytes).sum())
                .isEqualTo(families.stream().mapToLong(Row::bytes).sum());
        // The same numbers, added in another order.
        assertThat(layers.stream().mapToDouble(Row::seconds).sum()).isCloseTo(profile.seconds(), within(1e-9));
    }

    @ParameterizedTest
    @EnumSource
    void blocksOfOneTowerButItsEndsHaveTheSameProducts(LossKind loss) throws InterruptedException {
        // W = 64 and 4 x 6 tokens: 12 W^2 in weights, forward and twice backward, and attention's 12 B T^2 W.
        long first = row(profile(loss), "transformer.resblocks.0").flops();
        assertThat(first)
                .isEqualTo(row(profile(loss), "transformer.resblocks.1").flops());
        assertThat(first).isEqualTo(3 * 2 * 12L * 64 * 64 * 24 + 12L * 4 * 6 * 6 * 64);
    }

    private static Row row(Profile profile, String name) {
        return profile.layers().stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Profile profile(LossKind loss) throws InterruptedException {
        return profile(loss, Precision.FP32);
    }

    private static Profile profile(LossKind loss, Precision precision) throws InterruptedException {
        ModelConfig config =
                new ModelConfig(32, new VisionConfig(16, 8, 64, 2, 64, 4), new TextConfig(6, 50, 64, 1, 3, 4), false);
        try (OneDnnEngine engine = new OneDnnEngine()) {
            ClipModel model = new ClipModel(config, loss, precision, engine);
            model.initialize(0);
            Parameters.Block gradients = model.parameters().mirror("gradient", engine);
            TrainingStep step = new TrainingSteps(model, 4, false, gradients, StepOptions.DEFAULT).whole();
            Batch batch = new Batch(new float[4 * 3 * 16 * 16], new int[24], new int[] {5, 4, 3, 2}, new int[4]);
            step.run(part -> batch, new int[4]);
            Optimizer optimizer = model.optimizer(OptimizerConfig.DEFAULT, gradients);
            List<Program> programs = new ArrayList<>(step.programs());
            programs.add(optimizer.program());
            return Profile.of(MACHINE, programs);
        }
    }
}
