package dev.diptych.eval.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.diptych.eval.interval.Interval;
import dev.diptych.eval.retrieval.RetrievalMetrics;
import dev.diptych.file.WholeFile;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The last scores of a run's model and samples of what it finds, as they are kept in its folder for its page.
 *
 * @param data what was searched
 * @param scores beside those of chance
 * @param intervals 95 % intervals of the scores, by their names; none where they were not drawn
 */
public record RetrievalSample(
        String data, RetrievalMetrics scores, Map<String, Interval> intervals, RetrievalCards cards) {
    public static final String FILE = "retrieval.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    public RetrievalSample {
        intervals = intervals == null ? Map.of() : Map.copyOf(intervals); // a file of an earlier version has none
    }

    /**
     * Writes the file whole or not at all.
     *
     * @throws IOException if the folder cannot be written to
     */
    public void write(Path run) throws IOException {
        WholeFile.write(run.resolve(FILE), JSON.writeValueAsBytes(this));
    }

    /**
     * What a run's folder has; nothing where its model was not scored.
     *
     * @throws IOException if the file cannot be read, or is not what {@link #write} wrote
     */
    public static Optional<RetrievalSample> read(Path run) throws IOException {
        Path file = run.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(file), RetrievalSample.class));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            FileSystemException damaged = new FileSystemException(
                    file.toString(),
                    null,
                    "not what a scored run leaves there, expected its scores and samples; the page can do without it:"
                            + " delete it");
            damaged.initCause(e);
            throw damaged;
        }
    }
}
