package dev.diptych.contrastive.guard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.file.LineLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code skipped.jsonl}: the steps that were skipped, with the keys of their samples. */
public final class SkippedLog implements AutoCloseable {
    public static final String FILE = "skipped.jsonl";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final LineLog log;

    private SkippedLog(LineLog log) {
        this.log = log;
    }

    /** A run's log, keeping the lines up to {@code lastStep}; there is no file before there is a line. */
    public static SkippedLog open(Path run, long lastStep) throws IOException {
        return new SkippedLog(
                LineLog.open(run.resolve(FILE), line -> parse(line).step() <= lastStep));
    }

    /** One that keeps nothing. */
    public static SkippedLog none() {
        return new SkippedLog(LineLog.none());
    }

    /** Every step of a run's log; none where there is no log. */
    public static List<SkippedStep> read(Path run) throws IOException {
        return LineLog.lines(run.resolve(FILE)).stream().map(SkippedLog::parse).toList();
    }

    public void write(SkippedStep skipped) throws IOException {
        ObjectNode json = JSON.createObjectNode()
                .put("step", skipped.step())
                .put("loss", skipped.loss())
                .put("grad_norm", skipped.gradientNorm())
                .put("why", skipped.why())
                .put("in_a_row", skipped.inARow());
        ArrayNode keys = json.putArray("keys");
        skipped.keys().forEach(keys::add);
        log.append(json.toString());
    }

    @Override
    public void close() throws IOException {
        log.close();
    }

    private static SkippedStep parse(String line) {
        JsonNode json;
        try {
            json = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(new IOException(FILE + ": '" + line + "', expected a step as JSON", e));
        }
        List<String> keys = new ArrayList<>();
        json.path("keys").forEach(key -> keys.add(key.asText()));
        return new SkippedStep(
                json.path("step").asLong(),
                Float.parseFloat(json.path("loss").asText()),
                Float.parseFloat(json.path("grad_norm").asText()),
                json.path("why").asText(),
                json.path("in_a_row").asInt(),
                keys);
    }
}
