package dev.diptych.eval.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
    @TempDir
    private Path folder;

    @Test
    void drawsALineForEachRunAndSaysWhereRecipesDiffer() throws IOException {
        Path first = RunFiles.write(folder.resolve("first"), 20);
        Path second = RunFiles.write(folder.resolve("second"), 10, "optimizer.lr=0.001", "loss.matryoshka=[4, 8]");
        Files.writeString(second.resolve("scores.jsonl"), "{\"step\":10,\"epoch\":1.0,\"text_to_image_R@10\":0.5}\n");
        String page = page(List.of(RunHistory.read(first, folder), RunHistory.read(second, folder)));
        assertThat(page)
                .contains("Loss. first by step: 2.722 at 1", " second by step: 2.722 at 1")
                .contains("text to image, R@10, %. By step: 50 at 10, 50 at 10;")
                .contains(row("step", "20", "10"), row("text_to_image_R@10", "–", "0.5"))
                .contains(row("optimizer.lr", "0.002", "0.001"), row("loss.matryoshka", "[]", "[4, 8]"))
                .doesNotContain("train.epochs");
    }

    @Test
    void saysThatRecipesAreTheSame() throws IOException {
        RunHistory run = RunHistory.read(RunFiles.write(folder.resolve("first"), 2), folder);
        assertThat(page(List.of(run, run))).contains("They are the same.");
    }

    @Test
    void rejectsOneRunAndMoreThanThereAreColours() throws IOException {
        RunHistory run = RunHistory.read(RunFiles.write(folder.resolve("first"), 2), folder);
        assertThatThrownBy(() -> page(List.of(run)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("comparison refused: 1 run, expected 2 to 6");
        assertThatThrownBy(() -> page(Collections.nCopies(7, run)))
                .hasMessage("comparison refused: 7 runs, expected 2 to 6");
    }

    private static String row(String name, String... values) {
        StringBuilder row = new StringBuilder("<th scope=\"row\">" + name + "</th>");
        for (String value : values) {
            row.append("<td><b>").append(value).append("</b></td>");
        }
        return row.toString();
    }

    private String page(List<RunHistory> runs) throws IOException {
        Path file = folder.resolve("compare.html");
        Comparison.write(runs, "imprint", file);
        return Files.readString(file);
    }
}
