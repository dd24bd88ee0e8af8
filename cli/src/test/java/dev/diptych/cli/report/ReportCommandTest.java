package dev.diptych.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
    @TempDir
    private Path folder;

    @Test
    void makesThePageOfARunInItsFolderOrWhereItIsAsked() throws IOException {
        Path run = run("first");
        CommandRun made = CommandRun.of("report", run);
        assertThat(made.code()).as(made.err()).isZero();
        assertThat(made.out()).isEqualTo("written: " + run.resolve("report.html") + System.lineSeparator());
        assertThat(run.resolve("report.html")).content().contains("<h1>first</h1>", "synthetic pairs");
        Path other = folder.resolve("other.html");
        assertThat(CommandRun.of("report", run, "--output", other).code()).isZero();
        assertThat(other).hasSameTextualContentAs(run.resolve("report.html"));
    }

    @Test
    void putsRunsSideBySide() throws IOException {
        Path page = folder.resolve("compare.html");
        CommandRun made = CommandRun.of("report", run("first"), run("second"), "--output", page);
        assertThat(made.code()).as(made.err()).isZero();
        assertThat(page).content().contains("Runs side by side", "first, second", "They are the same.");
    }

    @Test
    void refusesWhatMakesNoPage() throws IOException {
        Path run = run("first");
        CommandRun nowhere = CommandRun.of("report", run, run);
        assertThat(nowhere.code()).isEqualTo(2);
        assertThat(nowhere.errorLines())
                .containsExactly(
                        "bad usage: diptych report: no --output, expected a file for the page of several runs");
        List<Object> many = new ArrayList<>(List.of("report", "--output", folder.resolve("page.html")));
        many.addAll(Collections.nCopies(7, run));
        assertThat(CommandRun.of(many.toArray()).errorLines())
                .containsExactly("bad usage: diptych report: 7 runs, expected at most 6 on a page");
        CommandRun none = CommandRun.of("report", folder);
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.errorLines())
                .containsExactly(
                        "run failed: " + folder + ": no recipe.yaml, expected the folder of a run that was started");
    }

    private Path run(String name) throws IOException {
        Path run = Files.createDirectories(folder.resolve(name));
        Files.writeString(
                run.resolve("recipe.yaml"), "data: {train: synthetic pairs}\nmodel: ViT-S-32\ntrain: {epochs: 1}\n");
        Files.writeString(run.resolve("metrics.jsonl"), "{\"step\":1,\"epoch\":0.5,\"loss\":4,\"seconds\":1}\n");
        return run;
    }
}
