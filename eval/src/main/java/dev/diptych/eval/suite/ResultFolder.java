package dev.diptych.eval.suite;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.diptych.eval.report.ResultsJson;
import dev.diptych.file.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The folder of one model's result on one set: CLIP_benchmark's file, what came of each item, and the evaluation's page.
 *
 * @param model its name in the suite
 * @param set its name
 */
public record ResultFolder(Path suite, String model, String set) {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Path folder() {
        return suite.resolve(model).resolve(set);
    }

    /** CLIP_benchmark's file. */
    public Path results() {
        return folder().resolve("results.json");
    }

    /** The evaluation's own page, which {@link #write} leaves to the caller. */
    public Path page() {
        return folder().resolve("results.html");
    }

    private Path outcomes() {
        return folder().resolve("outcomes.json");
    }

    /** Forgets an earlier result, which counts as long as its outcomes are there. */
    public void begin() throws IOException {
        Files.deleteIfExists(outcomes());
    }

    /** Writes the result whole, the outcomes last. */
    public void write(ResultsJson results, SuiteResult result) throws IOException {
        results.write(results());
        byte[] json = JSON.writeValueAsBytes(OutcomesJson.write(result));
        WholeFile.write(outcomes(), json);
    }

    /**
     * The result that an earlier run left.
     *
     * @param madeOf what decides a result now
     * @return nothing where there is none, it was made of something else, or its files are damaged
     */
    public Optional<SuiteResult> read(Map<String, String> madeOf) throws IOException {
        if (!Files.exists(results())) {
            return Optional.empty();
        }
        try {
            JsonNode json = JSON.readTree(Files.readAllBytes(outcomes()));
            return Optional.of(OutcomesJson.read(json))
                    .filter(result -> result.madeOf().equals(madeOf));
        } catch (NoSuchFileException | JacksonException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
