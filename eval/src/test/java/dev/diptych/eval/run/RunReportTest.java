package dev.diptych.eval.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.contrastive.checkpoint.CheckpointException;
import dev.diptych.contrastive.validation.ValidationConfig;
import dev.diptych.eval.retrieval.RetrievalMetrics;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunReportTest {
    @TempDir
    private Path folder;

    @Test
    void drawsTheLogBesideChance() throws IOException {
        Path run = RunFiles.write(folder.resolve("first"), 20);
        String page = page(run);
        assertThat(page)
                .contains("<h1>first</h1>", "Trained to its last step, 2 epochs.")
                .contains("aria-label=\"Loss. By step: 2.722 at 1, 0.2082 at 20;")
                .contains("chance: 4.159.") // ln 64
                .contains("Gradient norm. By step: 1.5 at 1", "Logit scale. By step: 14.2 at 1")
                .contains("Waiting for data, % by step: 25 at 1", "MFU, % by step: 50 at 1")
                .doesNotContain("Zero-shot retrieval", "http-equiv=\"refresh\"");
    }

    @Test
    void saysHowFarARunIsThatIsNotAtItsEnd() throws IOException {
        Path run = RunFiles.write(folder.resolve("first"), 5);
        assertThat(page(run)).contains("Not at its end: at step 5, epoch 0.5 of 2; the rest takes about 15 min 00 s.");
    }

    @Test
    void drawsTheScoresOverTheTraining() throws IOException {
        Path run = RunFiles.write(folder.resolve("first"), 20);
        Files.writeString(
                run.resolve("scores.jsonl"),
                "{\"step\":10,\"epoch\":1.0,\"image_to_text_R@1\":0.125,\"image_to_text_R@5\":0.5}\n"
                        + "{\"step\":20,\"epoch\":2.0,\"image_to_text_R@1\":0.25,\"image_to_text_R@5\":0.75}\n"
                        + "{\"step\":30,\"epo");
        assertThat(page(run))
                .contains("image to text, R@K. R@1, % by step: 12.5 at 10, 25 at 20; lowest 12.5, highest 25."
                        + " R@5, % by step: 50 at 10, 75 at 20;")
                .doesNotContain("text to image, R@K");
    }

    @Test
    void drawsAccuracyWithinTheBatchAndNormsByGroupWhereTheLogHasThem() throws IOException {
        Path run = RunFiles.write(folder.resolve("first"), 2);
        String log = Files.readString(run.resolve("metrics.jsonl"));
        assertThat(page(run)).doesNotContain("Accuracy within the batch", "Weight norms");
        Files.writeString(
                run.resolve("metrics.jsonl"),
                log.replace(
                        "\"seconds\"",
                        "\"image_to_text_accuracy\":0.25,\"text_to_image_accuracy\":0.5,\"weight_norm_image_blocks\":9.5,\"weight_norm_text_head\":2,"
                                + "\"seconds\""));
        assertThat(page(run))
                .contains("image to text within the batch, % by step: 25 at 1")
                .contains("text to image within the batch, % by step: 50 at 1")
                .contains("image blocks by step: 9.5 at 1")
                .doesNotContain("Gradient norms");
    }

    @Test
    void leavesOutWhatIsNoNumberAndTakesAStepAsItWasLast() throws IOException {
        Path run = RunFiles.write(folder.resolve("first"), 3);
        String log = Files.readString(run.resolve("metrics.jsonl"));
        String again = log.lines().toList().get(1);
        Files.writeString(
                run.resolve("metrics.jsonl"),
                log + again.replace("\"loss\":2.000", "\"loss\":7.5") + "\n"
                        + again.replace("\"step\":2", "\"step\":4").replace("\"loss\":2.000", "\"loss\":\"NaN\"")
                        + "\n");
        assertThat(page(run))
                .contains("Loss. By step: 5.014 at 1, 4.347 at 3;", "<span class=\"tile-value\">NaN</span>");
    }

    @Test
    void saysWhichStepsWereSkippedAndWhereTheRunWentBack() throws IOException {
        Path run = RunFiles.write(folder.resolve("first"), 20);
        StringBuilder skipped = new StringBuilder();
        for (int step : new int[] {3, 7, 8, 9}) {
            skipped.append(
                    "{\"step\":%d,\"loss\":9.0,\"grad_norm\":\"NaN\",\"why\":\"its <norm>\",\"in_a_row\":1,\"keys\":[]}\n"
                            .formatted(step));
        }
        Files.writeString(run.resolve("skipped.jsonl"), skipped);
        Files.writeString(
                run.resolve("metrics.jsonl"),
                Files.readString(run.resolve("metrics.jsonl"))
                        + "{\"step\":9,\"event\":\"rolled_back\",\"to\":5,\"number\":1,\"lr_factor\":0.5}\n");
        assertThat(page(run))
                .contains(
                        "<li>Step 3 was skipped: its &lt;norm&gt;</li><li>Steps 7 to 9 were skipped: its &lt;norm&gt;</li>"
                                + "<li>After step 9: back to the weights of step 5, on with 0.500 of the learning rate</li>")
                .contains("<dt>Steps skipped</dt><dd>4</dd>");
    }

    @Test
    void everyScoreCanBeTheOneByWhichTheBestModelIsKept() {
        RetrievalMetrics scores = RetrievalMetrics.of(new float[] {1}, 1, new int[] {0});
        assertThat(scores.byName().keySet()).containsExactlyElementsOf(ValidationConfig.SCORES);
    }

    @Test
    void isTheSameForTheSameFiles() throws IOException {
        Path run = RunFiles.write(folder.resolve("first"), 20);
        assertThat(page(run)).isEqualTo(page(run));
    }

    @Test
    void rejectsAFolderThatHoldsNoRun() {
        assertThatThrownBy(() -> RunHistory.read(folder, folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(
                        "run failed: " + folder + ": no recipe.yaml, expected the folder of a run that was started");
    }

    @Test
    void rejectsSamplesThatNoRunLeft() throws IOException {
        Path run = RunFiles.write(folder.resolve("first"), 1);
        for (String wrong : List.of("{", "{\"data\":\"x\",\"other\":1}", "[]")) {
            Files.writeString(run.resolve("retrieval.json"), wrong);
            assertThatThrownBy(() -> RunHistory.read(run, folder))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessage(run.resolve("retrieval.json")
                            + ": not what a scored run leaves there, expected its scores and samples; the page can do"
                            + " without it: delete it");
        }
    }

    private String page(Path run) throws IOException {
        Path file = folder.resolve("page.html");
        RunReport.write(RunHistory.read(run, folder), "", "imprint", List.of(), file);
        return Files.readString(file);
    }
}
