package dev.diptych.eval.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetrievalMetricsTest {
    @Test
    void matchesTheReferenceVectors() throws IOException {
        JsonNode vectors = new ObjectMapper().readTree(getClass().getResource("retrieval-vectors.json"));
        int dimensions = vectors.get("dimensions").intValue();
        double[] factors = {0.2, 2};
        for (int i = 0; i < factors.length; i++) {
            JsonNode vector = vectors.get("retrieval").get(i);
            int n = vector.get("n").intValue();
            double[][] image = features(0.37, 0.11, n, dimensions);
            double[][] text = features(0.41, 0.13, n, dimensions);
            double[][] mixed = new double[n][dimensions];
            for (int row = 0; row < n; row++) {
                for (int d = 0; d < dimensions; d++) {
                    mixed[row][d] = image[row][d] + factors[i] * text[row][d];
                }
                normalise(mixed[row]);
            }
            RetrievalMetrics metrics = RetrievalMetrics.of(
                    embeddings(image), embeddings(mixed), IntStream.range(0, n).toArray());
            assertThat(metrics.byName()).hasSize(vector.get("metrics").size());
            metrics.byName()
                    .forEach((name, value) -> assertThat(value)
                            .as("%s: %s", vector.get("case").textValue(), name)
                            .isEqualTo(vector.get("metrics").get(name).doubleValue()));
        }
    }

    @Test
    void recallsAreThoseOfClipBenchmarkForAnyNumberOfCaptions() throws IOException {
        JsonNode all = new ObjectMapper().readTree(getClass().getResource("clip-benchmark.json"));
        assertThat(all.get("cases")).hasSize(5);
        for (JsonNode each : all.get("cases")) {
            int[] imageOfText = new int[each.get("image_of_text").size()];
            Arrays.setAll(imageOfText, t -> each.get("image_of_text").get(t).intValue());
            int dimensions = each.get("dimensions").intValue();
            double[][] image = features(0.37, 0.11, each.get("images").intValue(), dimensions);
            double[][] text = features(0.41, 0.13, imageOfText.length, dimensions);
            for (int t = 0; t < text.length; t++) {
                for (int d = 0; d < dimensions; d++) {
                    text[t][d] = image[imageOfText[t]][d] + each.get("factor").doubleValue() * text[t][d];
                }
                normalise(text[t]);
            }
            Map<String, Double> recalls =
                    Ranks.of(embeddings(image), embeddings(text), imageOfText).recalls(List.of(1, 2, 5, 10));
            assertThat(recalls).hasSize(each.get("metrics").size());
            // Torch takes the mean in float32.
            recalls.forEach((name, value) -> assertThat(value.floatValue())
                    .as("%s: %s", each.get("case").textValue(), name)
                    .isEqualTo(each.get("metrics").get(name).floatValue()));
        }
    }

    @Test
    void everyQueryHasAHitAmongMoreThanThereAre() {
        Ranks ranks = Ranks.of(new SimilarityMatrix(new float[4], 2, 2), new int[] {0, 1});
        assertThat(ranks.recalls(List.of(1, 5)))
                .isEqualTo(Map.of(
                        "image_retrieval_recall@1", 0.5,
                        "text_retrieval_recall@1", 0.5,
                        "image_retrieval_recall@5", 1.0,
                        "text_retrieval_recall@5", 1.0));
    }

    @Test
    void ranksMatrixMadeByHand() {
        float[] similarities = {
            0.9f, 0.1f, 0.2f,
            0.8f, 0.7f, 0.1f,
            0.3f, 0.6f, 0.5f
        };
        RetrievalMetrics metrics = RetrievalMetrics.of(similarities, 3, new int[] {0, 1, 2});
        assertThat(metrics.imageToText()).isEqualTo(new RankSummary(1 / 3.0, 1, 1, 5 / 3.0, 2));
        assertThat(metrics.textToImage()).isEqualTo(new RankSummary(1, 1, 1, 1, 1));
    }

    @Test
    void givesTiesToTheLowerIndex() {
        RetrievalMetrics metrics = RetrievalMetrics.of(new float[16], 4, new int[] {0, 1, 2, 3});
        // Ranks 1, 2, 3, 4 in both directions; their median, 2.5, is rounded down as in open_clip.
        RankSummary expected = new RankSummary(0.25, 1, 1, 2.5, 2);
        assertThat(metrics.imageToText()).isEqualTo(expected);
        assertThat(metrics.textToImage()).isEqualTo(expected);
    }

    @Test
    void countsTheBestOfSeveralTexts() {
        float[] similarities = {
            0.1f, 0.9f, 0.5f, 0.2f,
            0.8f, 0.3f, 0.7f, 0.6f
        };
        RetrievalMetrics metrics = RetrievalMetrics.of(similarities, 2, new int[] {0, 0, 1, 1});
        assertThat(metrics.imageToText().recallAt1()).isEqualTo(0.5);
        assertThat(metrics.imageToText().meanRank()).isEqualTo(1.5);
        assertThat(metrics.textToImage().recallAt1()).isEqualTo(0.75);
    }

    @Test
    void agreesWithSortingInDoublePrecision() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            int images = 1 + random.nextInt(150);
            int texts = images + random.nextInt(300);
            int[] imageOfText = IntStream.range(0, texts)
                    .map(text -> text < images ? text : random.nextInt(images))
                    .toArray();
            // Small whole numbers: exact in float32 in any order, with many ties.
            int dimensions = 1 + random.nextInt(4);
            float[] image = whole(random, images * dimensions);
            float[] text = whole(random, texts * dimensions);
            Ranks ranks = Ranks.of(new Embeddings(image, dimensions), new Embeddings(text, dimensions), imageOfText);
            double[][] similarities = similarities(image, text, dimensions);
            for (int i = 0; i < images; i++) {
                assertThat(ranks.ofImages()[i])
                        .as("seed %d, image %d", seed, i)
                        .isEqualTo(naiveRankOfImage(similarities, i, imageOfText));
            }
            for (int t = 0; t < texts; t++) {
                assertThat(ranks.ofTexts()[t])
                        .as("seed %d, text %d", seed, t)
                        .isEqualTo(naiveRankOfText(similarities, t, imageOfText));
            }
            float[] matrix = new float[images * texts];
            for (int i = 0; i < matrix.length; i++) {
                matrix[i] = (float) similarities[i / texts][i % texts];
            }
            assertThat(RetrievalMetrics.of(matrix, images, imageOfText)).isEqualTo(ranks.metrics());
        }
    }

    @Test
    void ranksItemsThatAreAllTheSameAsTies() {
        // The same sum has the same bits in every column, whichever strip it falls into.
        float[] row = new float[300];
        Random random = new Random(1);
        for (int d = 0; d < row.length; d++) {
            row[d] = random.nextFloat() - 0.5f;
        }
        float[] all = new float[600 * row.length];
        for (int i = 0; i < 600; i++) {
            System.arraycopy(row, 0, all, i * row.length, row.length);
        }
        Embeddings same = new Embeddings(all, row.length);
        Ranks ranks = Ranks.of(same, same, IntStream.range(0, 600).toArray());
        assertThat(ranks.ofImages()).isEqualTo(IntStream.rangeClosed(1, 600).toArray());
        assertThat(ranks.ofTexts()).isEqualTo(IntStream.rangeClosed(1, 600).toArray());
    }

    @Test
    void statesChanceOfOneMatch() {
        RetrievalMetrics metrics = RetrievalMetrics.of(
                new float[100 * 100], 100, IntStream.range(0, 100).toArray());
        assertThat(metrics.imageToTextChance().recallAt1()).isCloseTo(0.01, within(1e-12));
        assertThat(metrics.imageToTextChance().recallAt5()).isCloseTo(0.05, within(1e-12));
        assertThat(metrics.textToImageChance().recallAt10()).isCloseTo(0.1, within(1e-12));
        assertThat(metrics.textToImageChance().meanRank()).isEqualTo(50.5);
        assertThat(metrics.textToImageChance().medianRank()).isEqualTo(50);
    }

    @Test
    void theMedianOfTwoRanksThatAreEquallyLikelyIsTheLower() {
        RetrievalMetrics metrics = RetrievalMetrics.of(new float[4], 2, new int[] {0, 1});
        assertThat(metrics.imageToTextChance().medianRank()).isEqualTo(1);
    }

    @Test
    void statesChanceOfSeveralMatchesAsRandomOrdersShowIt() {
        Random random = new Random(3);
        int[] imageOfText = {0, 0, 0, 1, 1, 2, 2, 2, 2, 3, 3, 4};
        double recall = 0;
        double rank = 0;
        int rounds = 20_000;
        for (int round = 0; round < rounds; round++) {
            float[] similarities = new float[5 * imageOfText.length];
            for (int i = 0; i < similarities.length; i++) {
                similarities[i] = random.nextFloat();
            }
            RankSummary summary =
                    RetrievalMetrics.of(similarities, 5, imageOfText).imageToText();
            recall += summary.recallAt5() / rounds;
            rank += summary.meanRank() / rounds;
        }
        RankSummary chance = RetrievalMetrics.of(new float[60], 5, imageOfText).imageToTextChance();
        // Five standard errors of 100,000 draws.
        assertThat(chance.recallAt5()).isCloseTo(recall, within(0.008));
        assertThat(chance.meanRank()).isCloseTo(rank, within(0.05));
    }

    @Test
    void rejectsImageWithoutText() {
        assertThatThrownBy(() -> RetrievalMetrics.of(new float[4], 2, new int[] {0, 0}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("retrieval refused: image 1: no text, expected at least one");
    }

    @Test
    void rejectsTextOfUnknownImage() {
        assertThatThrownBy(() -> RetrievalMetrics.of(new float[4], 2, new int[] {0, 2}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("retrieval refused: text 1: image 2, expected 0 to 1");
    }

    @Test
    void rejectsSimilarityThatIsNoNumber() {
        assertThatThrownBy(() -> RetrievalMetrics.of(new float[] {0, 0, 0, Float.NaN}, 2, new int[] {0, 1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("similarities refused: row 1, column 1: NaN, expected finite values");
    }

    @Test
    void rejectsEmbeddingThatIsNoNumber() {
        assertThatThrownBy(() -> new Embeddings(new float[] {0, 0, Float.NaN, 0}, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("embeddings refused: row 1: NaN, expected finite values");
    }

    @Test
    void cutsVectorsToTheirFirstColumnsAtUnitLength() {
        Embeddings cut = new Embeddings(new float[] {3, 4, 12, 0, 0, 1}, 3).first(2);
        assertThat(cut.dimensions()).isEqualTo(2);
        assertThat(cut.values()).containsExactly(0.6f, 0.8f, 0, 0);
        assertThatThrownBy(() -> cut.first(3)).hasMessage("embeddings cut: to 3 dimensions, expected 1 to 2");
    }

    @Test
    void rejectsPartOfARow() {
        assertThatThrownBy(() -> new Embeddings(new float[5], 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("embeddings refused: 5 values of 2 dimensions, expected a whole number of rows");
    }

    @Test
    void rejectsDifferentDimensions() {
        assertThatThrownBy(() -> RetrievalMetrics.of(
                        new Embeddings(new float[4], 2), new Embeddings(new float[3], 3), new int[] {0}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("similarities refused: embeddings of 2 and 3 dimensions, expected the same");
    }

    @Test
    void rejectsMissingMapping() {
        assertThatThrownBy(() -> RetrievalMetrics.of(
                        new Embeddings(new float[4], 2), new Embeddings(new float[4], 2), new int[] {0}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("retrieval refused: 2 images, 2 texts, images of 1 texts");
    }

    private static double[][] features(double a, double b, int n, int dimensions) {
        double[][] x = new double[n][dimensions];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < dimensions; j++) {
                x[i][j] = Math.sin(a * (i + 1) * (j + 1)) + 0.5 * Math.cos(b * (i + 2) + (j + 1));
            }
            normalise(x[i]);
        }
        return x;
    }

    private static void normalise(double[] row) {
        double norm = Math.sqrt(Arrays.stream(row).map(v -> v * v).sum());
        Arrays.setAll(row, i -> row[i] / norm);
    }

    private static Embeddings embeddings(double[][] rows) {
        float[] values = new float[rows.length * rows[0].length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) rows[i / rows[0].length][i % rows[0].length];
        }
        return new Embeddings(values, rows[0].length);
    }

    private static float[] whole(Random random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = random.nextInt(7) - 3;
        }
        return values;
    }

    private static double[][] similarities(float[] image, float[] text, int dimensions) {
        double[][] similarities = new double[image.length / dimensions][text.length / dimensions];
        for (int i = 0; i < similarities.length; i++) {
            for (int t = 0; t < similarities[i].length; t++) {
                for (int d = 0; d < dimensions; d++) {
                    similarities[i][t] += (double) image[i * dimensions + d] * text[t * dimensions + d];
                }
            }
        }
        return similarities;
    }

    private static int naiveRankOfImage(double[][] similarities, int image, int[] imageOfText) {
        int[] order = IntStream.range(0, imageOfText.length)
                .boxed()
                .sorted((a, b) -> Double.compare(similarities[image][b], similarities[image][a]))
                .mapToInt(text -> text)
                .toArray();
        return 1
                + (int) Arrays.stream(order)
                        .takeWhile(text -> imageOfText[text] != image)
                        .count();
    }

    private static int naiveRankOfText(double[][] similarities, int text, int[] imageOfText) {
        int[] order = IntStream.range(0, similarities.length)
                .boxed()
                .sorted((a, b) -> Double.compare(similarities[b][text], similarities[a][text]))
                .mapToInt(image -> image)
                .toArray();
        return 1
                + (int) Arrays.stream(order)
                        .takeWhile(image -> imageOfText[text] != image)
                        .count();
    }
}
