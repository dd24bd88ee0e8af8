package dev.diptych.eval.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.diptych.eval.interval.Bootstrap;
import dev.diptych.eval.interval.Interval;
import dev.diptych.eval.labelled.LabelledImage;
import dev.diptych.eval.labelled.Labels;
import dev.diptych.text.prompt.ClassNames;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against scikit-learn 1.2.1: {@code classification.json} has its values. */
class PredictionsTest {
    private static JsonNode reference = MissingNode.getInstance();

    @BeforeAll
    static void read() throws IOException {
        try (InputStream in = PredictionsTest.class.getResourceAsStream("classification.json")) {
            reference = new ObjectMapper().readTree(Objects.requireNonNull(in));
        }
    }

    @Test
    void scoresAsScikitLearn() {
        ClassificationPass pass = pass(numbers("labels"), "scores", 10);
        SingleLabel predictions = (SingleLabel) pass.predictions();
        assertThat(predictions.byName().keySet()).containsExactly("acc1", "acc5", "mean_per_class_recall");
        predictions
                .byName()
                .forEach((name, value) -> assertThat(value)
                        .as(name)
                        .isCloseTo(reference.path(name).asDouble(), within(1e-12)));
        assertThat(new ObjectMapper().<JsonNode>valueToTree(predictions.confusion()))
                .isEqualTo(reference.path("confusion"));
        double[] recalls = predictions.perClass();
        assertThat(recalls[6]).as("of a class without images").isNaN();
        for (int c = 0; c < 6; c++) {
            assertThat(recalls[c]).isCloseTo(reference.path("recalls").path(c).asDouble(), within(1e-12));
        }
        assertThat(Calibration.of(predictions).error())
                .isCloseTo(reference.path("ece_at_scale_10").asDouble(), within(1e-6)); // similarities are float32
        assertThat(predictions.chance().values()).containsExactly(1 / 7.0, 5 / 7.0, 1 / 7.0);
    }

    @Test
    void takesTheMeanAveragePrecisionOfSeveralLabels() {
        for (String kind : List.of("multi", "coarse")) { // the second has many similarities that are equal
            MultiLabel predictions =
                    (MultiLabel) pass(sets(), kind + "_scores", 10).predictions();
            JsonNode expected = reference.path(kind + "_ap");
            for (int c = 0; c < 7; c++) {
                assertThat(predictions.perClass()[c])
                        .as(kind + " " + c)
                        .isCloseTo(expected.path(c).asDouble(), within(1e-12));
            }
            assertThat(predictions.byName())
                    .hasEntrySatisfying(
                            "mean_average_precision",
                            value -> assertThat(value).isCloseTo(sum(expected) / 7, within(1e-12)));
        }
    }

    private static double sum(JsonNode numbers) {
        double sum = 0;
        for (JsonNode each : numbers) {
            sum += each.asDouble();
        }
        return sum;
    }

    @Test
    void putsIntervalsAroundScores() {
        for (Predictions predictions : List.of(
                pass(numbers("labels"), "scores", 10).predictions(),
                pass(sets(), "multi_scores", 10).predictions())) {
            Map<String, Interval> intervals = predictions.intervals(Bootstrap.DEFAULT);
            predictions
                    .byName()
                    .forEach((name, value) -> assertThat(intervals.get(name))
                            .as(name)
                            .matches(interval -> interval.low() < value && value < interval.high()));
        }
    }

    @Test
    void prefersTheFirstOfEqualClasses() {
        ZeroShotClassifier classifier = classifier(3, 1);
        ClassificationPass pass = new ClassificationPass(numbers(0, 1, 2), classifier);
        take(pass, 3, 1, 1, 0, 1, 1, 0, 0.5f, 0.5f, 0.5f);
        SingleLabel predictions = (SingleLabel) pass.predictions();
        assertThat(predictions.predicted()).containsExactly(0, 0, 0);
        assertThat(predictions.ranks()).containsExactly(1, 2, 3);
        assertThat(predictions.confidences()[2]).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(predictions.byName()).doesNotContainKey("acc5");
    }

    @Test
    void showsTheImagesThatAreAheadByMostAndThoseThatAreFurthestDown() {
        ClassificationPass pass = new ClassificationPass(numbers(0, 0, 0, 0, 0), classifier(3, 1));
        take(pass, 5, 0.5f, 0.4f, 0, 0.9f, 0.1f, 0, 0.4f, 0.5f, 0, 0.1f, 0.5f, 0.9f, 0.2f, 0.5f, 0.9f);
        ZeroShotClassification result = pass.result(2);
        assertThat(result.leftOut()).isEqualTo(2);
        assertThat(result.best()).extracting(each -> each.image().number()).containsExactly(1, 0);
        assertThat(result.worst())
                .as("the third of three before the second, and of those the one that is further behind")
                .extracting(each -> each.image().number())
                .containsExactly(3, 4, 2);
    }

    @Test
    void countsAConfidenceAtTheEndOfABinInThatBin() {
        double[] confidences = {0, 0.2, 0.2 + 1e-9, 1};
        int[] classes = new int[4];
        Calibration calibration =
                Calibration.of(new SingleLabel(2, classes, new int[] {0, 0, 1, 0}, classes, confidences));
        assertThat(calibration.bins())
                .containsExactly(
                        new Calibration.Bin(0, 1, 0, 1),
                        new Calibration.Bin(2, 1, 0.2, 1),
                        new Calibration.Bin(3, 1, 0.2 + 1e-9, 0),
                        new Calibration.Bin(14, 1, 1, 1));
    }

    private static ClassificationPass pass(Labels labels, String scores, double scale) {
        ClassificationPass pass = new ClassificationPass(labels, classifier(7, scale));
        List<JsonNode> rows = new ArrayList<>();
        reference.path(scores).forEach(rows::add);
        float[] vectors = new float[rows.size() * 7];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = (float) rows.get(i / 7).path(i % 7).asDouble();
        }
        take(pass, rows.size(), vectors);
        return pass;
    }

    private static void take(ClassificationPass pass, int count, float... vectors) {
        for (int i = 0; i < count; i++) {
            pass.take(
                    new LabelledImage(i, "image " + i, 0, () -> {
                        throw new AssertionError("read");
                    }),
                    vectors,
                    i);
        }
    }

    /** Whose similarities are an image's vector. */
    private static ZeroShotClassifier classifier(int classes, double scale) {
        float[] weights = new float[classes * classes];
        List<String> names = new ArrayList<>();
        for (int c = 0; c < classes; c++) {
            weights[c * classes + c] = 1;
            names.add("class " + c);
        }
        return new ZeroShotClassifier(new ClassNames("names", names), weights, scale);
    }

    private static Labels numbers(String key) {
        List<Integer> numbers = new ArrayList<>();
        reference.path(key).forEach(each -> numbers.add(each.asInt()));
        return numbers(numbers.stream().mapToInt(Integer::intValue).toArray());
    }

    private static Labels numbers(int... numbers) {
        return new Labels(
                false,
                List.of(),
                numbers,
                IntStream.rangeClosed(1, numbers.length).toArray());
    }

    private static Labels sets() {
        IntStream.Builder values = IntStream.builder();
        List<Integer> ends = new ArrayList<>();
        int end = 0;
        for (JsonNode set : reference.path("multi_labels")) {
            set.forEach(each -> values.add(each.asInt()));
            end += set.size();
            ends.add(end);
        }
        return new Labels(
                true,
                List.of(),
                values.build().toArray(),
                ends.stream().mapToInt(Integer::intValue).toArray());
    }
}
