package dev.diptych.eval.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.eval.retrieval.RetrievalMetrics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsJsonTest {
    @TempDir
    private Path folder;

    @Test
    void writesTheLayoutOfClipBenchmark() throws IOException {
        RetrievalMetrics metrics = RetrievalMetrics.of(new float[] {1, 0, 0, 1}, 2, new int[] {0, 1});
        results(metrics.byName()).write(folder.resolve("results.json"));
        assertThat(folder.resolve("results.json")).hasContent("""
                        {
                          "dataset" : "fluent \\"3d\\"",
                          "model" : "small",
                          "pretrained" : "runs/quickstart",
                          "task" : "zeroshot_retrieval",
                          "metrics" : {
                            "image_to_text_R@1" : 1.0,
                            "image_to_text_R@5" : 1.0,
                            "image_to_text_R@10" : 1.0,
                            "image_to_text_mean_rank" : 1.0,
                            "image_to_text_median_rank" : 1.0,
                            "text_to_image_R@1" : 1.0,
                            "text_to_image_R@5" : 1.0,
                            "text_to_image_R@10" : 1.0,
                            "text_to_image_mean_rank" : 1.0,
                            "text_to_image_median_rank" : 1.0
                          },
                          "language" : "en"
                        }
                        """);
    }

    @Test
    void makesTheFolderThatIsMissing() throws IOException {
        Path file = folder.resolve("missing").resolve("results.json");
        results(Map.of()).write(file);
        assertThat(file).isNotEmptyFile();
    }

    @Test
    void rejectsMetricThatIsNoNumber() {
        assertThatThrownBy(() -> results(Map.of("image_to_text_R@1", Double.NaN)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("results refused: image_to_text_R@1: NaN, expected a finite number");
    }

    private static ResultsJson results(Map<String, Double> metrics) {
        return new ResultsJson(
                "fluent \"3d\"", "small", "runs/quickstart", ResultsJson.ZEROSHOT_RETRIEVAL, metrics, "en");
    }
}
