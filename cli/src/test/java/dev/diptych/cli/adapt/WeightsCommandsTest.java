package dev.diptych.cli.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.CommandRun;
import dev.diptych.cli.model.SmallModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsCommandsTest {
    private static final String WEIGHTS = "open_clip_model.safetensors";

    @TempDir
    private Path folder;

    private Path model = Path.of("");
    private Path output = Path.of("");

    @BeforeEach
    void writeAModel() throws IOException {
        model = Files.createDirectory(folder.resolve("model"));
        SmallModel.write(model);
        output = folder.resolve("output");
    }

    @Test
    void theMeanOfAModelWithItselfIsTheModel() {
        CommandRun run = CommandRun.of("weights", "average", model, model, model, "--output", output);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo(output + ": average of 3 models\n");
        assertThat(output.resolve(WEIGHTS)).hasSameBinaryContentAs(model.resolve(WEIGHTS));
        assertThat(output.resolve("tokenizer.json")).hasSameBinaryContentAs(model.resolve("tokenizer.json"));
    }

    @Test
    void betweenAModelAndItselfIsTheModel() {
        CommandRun run = CommandRun.of(
                "weights",
                "interpolate",
                "--zero-shot",
                model,
                "--fine-tuned",
                model.resolve(WEIGHTS),
                "--alpha",
                0.3,
                "--output",
                output);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .isEqualTo(output + ": 0.3 of " + model.resolve(WEIGHTS) + ", the rest of " + model + "\n");
        assertThat(output.resolve(WEIGHTS)).hasSameBinaryContentAs(model.resolve(WEIGHTS));
    }

    @Test
    void whatCannotBeIsRefusedInALine() {
        record Case(String expected, Object... arguments) {}
        for (Case c : new Case[] {
            new Case("--weight: 1 weight of 2 models, expected one for each", "average", model, model, "--weight", 1),
            new Case(
                    "weights [0.5, 0.25] add up to 0.75, expected 1",
                    "average",
                    model,
                    model,
                    "--weight",
                    0.5,
                    "--weight",
                    0.25),
            new Case(
                    "--alpha: 1.5, expected 0 to 1",
                    "interpolate",
                    "--zero-shot",
                    model,
                    "--fine-tuned",
                    model,
                    "--alpha",
                    1.5),
            new Case("no such folder", "average", model, folder.resolve("none")),
        }) {
            Object[] all = new Object[c.arguments.length + 3];
            all[0] = "weights";
            System.arraycopy(c.arguments, 0, all, 1, c.arguments.length);
            all[all.length - 2] = "--output";
            all[all.length - 1] = output;
            CommandRun run = CommandRun.of(all);
            assertThat(run.code()).isNotZero();
            assertThat(run.errorLines()).hasSize(1);
            assertThat(run.err()).contains(c.expected);
            assertThat(output).doesNotExist();
        }
    }
}
