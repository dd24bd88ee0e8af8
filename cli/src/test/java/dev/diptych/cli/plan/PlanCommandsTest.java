package dev.diptych.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.CommandRun;
import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlanCommandsTest {
    @TempDir
    private Path folder;

    private Path recipe = Path.of("");

    @BeforeEach
    void prepare() throws IOException {
        Path images = Files.createDirectory(folder.resolve("images"));
        for (int i = 0; i < 9; i++) {
            Files.write(images.resolve(i + ".png"), ImageEncoder.png(RgbImage.filled(20, 20, 0x1A2B3C * (i + 1))));
            Files.writeString(images.resolve(i + ".txt"), "caption " + i);
        }
        Files.writeString(folder.resolve("tiny.json"), """
                {"embed_dim": 8,
                 "vision_cfg": {"image_size": 16, "layers": 1, "width": 64, "patch_size": 8},
                 "text_cfg": {"context_length": 8, "vocab_size": 520, "width": 64, "heads": 1, "layers": 1}}
                """);
        recipe = Files.writeString(folder.resolve("recipe.yaml"), """
                data: {train: '%s'}
                model: tiny.json
                schedule: {warmup: 1}
                train: {batch_size: 4, epochs: 3, keep: 2}
                """.formatted(images));
    }

    @Test
    void tellsWhatARecipeTakes() {
        CommandRun run = CommandRun.of("plan", "--config", recipe);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .containsPattern(
                        "(?m)^parameters +0\\.\\d\\d M: image 0\\.\\d\\d, text 0\\.\\d\\d; 0\\.\\d\\d trained$")
                .containsPattern("(?m)^memory +[0-9.]+ MiB: parameters [0-9.]+ MiB, gradients ")
                .containsPattern("(?m)^rate +[0-9.e-]+ s a step, [0-9.]+ pairs/s, measured over [1-5] steps?; a large ")
                .containsPattern("(?m)^run +9 pairs, 2 steps an epoch, 3 epochs: 6 steps$")
                .containsPattern("(?m)^time +\\d+ s, without what reading takes")
                .containsPattern("(?m)^disk +[0-9.]+ MiB: 4 checkpoints of [0-9.]+ MiB at most");
    }

    @Test
    void refusesWhatDoesNotFitIntoMemory() {
        CommandRun run = CommandRun.of("plan", "--config", recipe, "--set", "model=ViT-e-14", "-q");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.errorLines())
                .singleElement()
                .asString()
                .matches("plan failed: a step takes [0-9.]+ GiB, expected at most the machine's [0-9.]+ GiB; lower"
                        + " train\\.batch_size, or set train\\.grad_checkpointing or train\\.accum_freq");
    }

    @Test
    void refusesToWriteOverARecipe() throws IOException {
        String before = Files.readString(recipe);
        CommandRun run = CommandRun.of("init", folder.resolve("images"), "--output", recipe, "--budget", "8m");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.errorLines())
                .containsExactly("init failed: " + recipe + ": there already, expected the name of a new file");
        assertThat(recipe).hasContent(before);
    }

    @Test
    void refusesABudgetThatIsNone() {
        CommandRun run = CommandRun.of(
                "init", folder.resolve("images"), "--output", folder.resolve("new.yaml"), "--budget", "8");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("bad usage: budget '8', expected a number above 0 of minutes, hours or days");
    }
}
