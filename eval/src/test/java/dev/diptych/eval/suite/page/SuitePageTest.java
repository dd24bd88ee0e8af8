package dev.diptych.eval.suite.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.eval.classify.SingleLabel;
import dev.diptych.eval.interval.Interval;
import dev.diptych.eval.retrieval.Matches;
import dev.diptych.eval.retrieval.Ranks;
import dev.diptych.eval.suite.ImageClasses;
import dev.diptych.eval.suite.Outcomes;
import dev.diptych.eval.suite.PairRanks;
import dev.diptych.eval.suite.Score;
import dev.diptych.eval.suite.SetResults;
import dev.diptych.eval.suite.SuiteResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuitePageTest {
    @TempDir
    private Path folder;

    @Test
    void showsHowSureEachModelIsBesideHowOftenItIsRight() throws IOException {
        String page = page(List.of("sound", "sure"), List.of(toys(toys(5, 0.5), toys(5, 0.9)), pairs(2)));
        assertThat(row(page, "calibration error")).containsExactly("<b>0.0 %</b>", "<b>40.0 %</b>", "–");
        assertThat(section(page, "toys: calibration"))
                .contains(
                        "the mean distance from it, over all images: sound 0.0 %, sure 40.0 %.",
                        "sound by confidence: 0.5 at 0.5",
                        "sure by confidence: 0.5 at 0.9",
                        "Predictions by confidence: sound",
                        "Predictions by confidence: sure",
                        "over 47 up to 53 %: 10",
                        "over 87 up to 93 %: 10");
        assertThat(page).doesNotContain("pairs: calibration");
    }

    @Test
    void doesNotNameTheOnlyModelAgain() throws IOException {
        String section = section(page(List.of("sure"), List.of(toys(toys(5, 0.9)))), "toys: calibration");
        assertThat(section)
                .contains("the mean distance from it, over all images, is 40.0 %.", "Predictions by confidence<")
                .doesNotContain("confidence: sure");
    }

    @Test
    void drawsMoreModelsThanAChartHasColours() throws IOException {
        List<String> models = IntStream.range(0, 11).mapToObj(i -> "model " + i).toList();
        ImageClasses[] results =
                IntStream.range(0, 11).mapToObj(i -> toys(i % 10, 0.5)).toArray(ImageClasses[]::new);
        String section = section(page(models, List.of(toys(results))), "toys: calibration");
        assertThat(section.split(">Accuracy by confidence<", -1)).hasSize(4);
        assertThat(section.split(">as often right as sure<", -1))
                .as("in each legend and table")
                .hasSize(7);
    }

    @Test
    void leavesOutAModelThatCouldNotBeScored() throws IOException {
        List<Optional<SuiteResult>> results = List.of(Optional.empty(), Optional.of(result(toys(5, 0.9))));
        String page = page(List.of("broken", "sure"), List.of(SetResults.compare("toys", results)));
        assertThat(row(page, "calibration error")).containsExactly("–", "<b>40.0 %</b>", "–");
        assertThat(section(page, "toys: calibration")).contains("over all images, is 40.0 %.");
    }

    /** Ten images of two classes. @param right how many of them a model is right of */
    private static ImageClasses toys(int right, double confidence) {
        int[] labels = IntStream.range(0, 10).map(i -> i % 2).toArray();
        int[] predicted = IntStream.range(0, 10)
                .map(i -> i < right ? labels[i] : 1 - labels[i])
                .toArray();
        int[] ranks = IntStream.range(0, 10).map(i -> i < right ? 1 : 2).toArray();
        double[] confidences = new double[10];
        Arrays.fill(confidences, confidence);
        return new ImageClasses(List.of("box", "ball"), new SingleLabel(2, labels, predicted, ranks, confidences), "");
    }

    private static SetResults toys(ImageClasses... byModel) {
        return SetResults.compare(
                "toys",
                Arrays.stream(byModel).map(each -> Optional.of(result(each))).toList());
    }

    private static SetResults pairs(int models) {
        int[] ranks = {1, 2};
        PairRanks found = new PairRanks(new Ranks(ranks, ranks, Matches.of(2, 2, new int[] {0, 1})));
        SuiteResult result = result(found);
        return SetResults.compare(
                "pairs",
                IntStream.range(0, models).mapToObj(i -> Optional.of(result)).toList());
    }

    private static SuiteResult result(Outcomes outcomes) {
        Map<String, Score> scores = Map.of("acc1", new Score(0.5, new Interval(0.2, 0.8), 0.5));
        return new SuiteResult(Map.of(), scores, Optional.of(outcomes));
    }

    private String page(List<String> models, List<SetResults> sets) throws IOException {
        Path file = folder.resolve("report.html");
        SuitePage.write(folder, "toys", models, sets, "today", file);
        return Files.readString(file);
    }

    /** From a section's title to the next. */
    private static String section(String page, String title) {
        int from = page.indexOf(">" + title + "</h2>");
        assertThat(from).as(title).isPositive();
        int to = page.indexOf("<h2", from);
        return page.substring(from, to < 0 ? page.length() : to);
    }

    /** The cells of the only row of this name. */
    private static List<String> row(String page, String name) {
        String[] parts = page.split(">" + name + "</th>", -1);
        assertThat(parts).as(name).hasSize(2);
        String row = parts[1].substring(0, parts[1].indexOf("</tr>"));
        return Arrays.stream(row.split("</td>", -1))
                .map(cell -> cell.replaceFirst("<td[^>]*>", ""))
                .filter(cell -> !cell.isBlank())
                .toList();
    }
}
