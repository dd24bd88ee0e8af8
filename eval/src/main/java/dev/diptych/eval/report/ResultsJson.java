package dev.diptych.eval.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.eval.interval.Interval;
import dev.diptych.file.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The result of one evaluation in the layout of CLIP_benchmark's files.
 *
 * @param dataset what was evaluated on
 * @param model the model's name
 * @param pretrained where its weights come from
 * @param task as CLIP_benchmark names it, such as {@value #ZEROSHOT_RETRIEVAL}
 * @param metrics by name, in the order they are written; finite, recalls as fractions from 0 to 1
 * @param language of the texts, {@code en}
 * @param intervals 95 % intervals of some of the metrics, by their names; a field of Diptych's own, left out where empty
 */
public record ResultsJson(
        String dataset,
        String model,
        String pretrained,
        String task,
        Map<String, Double> metrics,
        String language,
        Map<String, Interval> intervals) {
    /** Retrieval of texts by images and of images by texts. */
    public static final String ZEROSHOT_RETRIEVAL = "zeroshot_retrieval";

    /** Classification of images by the names of classes. */
    public static final String ZEROSHOT_CLASSIFICATION = "zeroshot_classification";

    /** A linear classifier on a model's features. */
    public static final String LINEAR_PROBE = "linear_probe";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Without intervals. */
    public ResultsJson(
            String dataset,
            String model,
            String pretrained,
            String task,
            Map<String, Double> metrics,
            String language) {
        this(dataset, model, pretrained, task, metrics, language, Map.of());
    }

    public ResultsJson {
        intervals = Collections.unmodifiableMap(new LinkedHashMap<>(intervals));
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
        metrics.forEach((name, value) -> {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(
                        "results refused: " + name + ": " + value + ", expected a finite number");
            }
        });
    }

    /**
     * Writes the file whole or not at all.
     *
     * @throws IOException if the folder cannot be written to
     */
    public void write(Path file) throws IOException {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("dataset", dataset)
                .put("model", model)
                .put("pretrained", pretrained)
                .put("task", task);
        ObjectNode values = json.putObject("metrics");
        metrics.forEach(values::put);
        json.put("language", language);
        if (!intervals.isEmpty()) {
            ObjectNode ends = json.putObject("intervals_95");
            intervals.forEach(
                    (name, interval) -> ends.putArray(name).add(interval.low()).add(interval.high()));
        }
        String text = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
        WholeFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    }
}
