package dev.diptych.eval.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.contrastive.guard.RollBack;
import dev.diptych.contrastive.guard.SkippedStep;
import dev.diptych.contrastive.recipe.RecipeReader;
import dev.diptych.contrastive.recipe.ResolvedRecipe;
import dev.diptych.contrastive.train.RunFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class LivePageTest {
    @TempDir
    private Path folder;

    @Test
    void leavesThePageThatIsMadeLaterOfTheSameFiles() throws IOException {
        Path run = RunFiles.write(folder.resolve("run"), 20);
        Files.writeString(
                run.resolve("skipped.jsonl"), "{\"step\":8,\"loss\":9,\"grad_norm\":9,\"why\":\"its loss\"}\n");
        Files.writeString(
                run.resolve("metrics.jsonl"),
                Files.readString(run.resolve("metrics.jsonl"))
                        + "{\"step\":8,\"event\":\"rolled_back\",\"to\":5,\"number\":1,\"lr_factor\":0.5}\n");
        try (LivePage page = page(run, new ArrayList<>())) {
            page.started(facts(5)); // whose lines are read
            page.skipped(new SkippedStep(8, 9, 9, "its loss", 1, List.of()));
            page.rolledBack(new RollBack(8, 5, 1, 0.5));
            for (int step = 6; step <= 20; step++) {
                page.stepped(RunFiles.step(step));
            }
        }
        Path again = folder.resolve("again.html");
        RunReport.write(RunHistory.read(run, folder), "", "imprint", List.of(), again);
        assertThat(Files.readString(run.resolve("report.html"))).isEqualTo(Files.readString(again));
    }

    @Test
    @Timeout(60)
    void isThereWhileTheRunGoesOnAndLoadsAnew() throws Exception {
        Path run = RunFiles.write(folder.resolve("run"), 0);
        Path file = run.resolve("report.html");
        try (LivePage page = page(run, new ArrayList<>())) {
            page.started(facts(0));
            page.stepped(RunFiles.step(1));
            while (!Files.exists(file)) {
                Thread.sleep(5);
            }
            assertThat(Files.readString(file)).contains("Training: at step 1", "http-equiv=\"refresh\" content=\"30\"");
        }
        assertThat(Files.readString(file)).contains("Not at its end: at step 1").doesNotContain("refresh");
    }

    @Test
    void saysOnceThatItCannotBeWritten() throws IOException {
        Path run = RunFiles.write(folder.resolve("run"), 0);
        Files.createDirectories(run.resolve("report.html/in the way"));
        List<String> notes = new ArrayList<>();
        try (LivePage page = page(run, notes)) {
            page.started(facts(0));
            page.stepped(RunFiles.step(1));
        }
        assertThat(notes).singleElement().asString().startsWith(run.resolve("report.html") + ": not written, ");
    }

    @Test
    void writesNothingOfARunThatDidNotBegin() {
        Path run = RunFiles.write(folder.resolve("run"), 0);
        page(run, new ArrayList<>()).close();
        assertThat(run.resolve("report.html")).doesNotExist();
    }

    private LivePage page(Path run, List<String> notes) {
        ResolvedRecipe recipe = RecipeReader.read(run.resolve("recipe.yaml"), List.of(), run);
        return new LivePage(run, recipe, "imprint", notes::add);
    }

    private static RunFacts facts(long firstStep) {
        return new RunFacts(640, 0, 1_000, 540, firstStep, 20, 10);
    }
}
