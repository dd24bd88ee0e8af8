package dev.diptych.contrastive.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.config.json.JsonProblem;
import dev.diptych.file.LineLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A file of a run that grows by JSON objects, one a line, each with the step that it is of. There is no file before there is a
 * line; a last one that a crash cut short counts as not written.
 */
public final class RunLog implements AutoCloseable {
    /** The field that every line has. */
    public static final String STEP = "step";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final LineLog lines;

    private RunLog(LineLog lines) {
        this.lines = lines;
    }

    /**
     * Goes on with a file, keeping the lines up to {@code lastStep}: what a resumed run will not write again.
     *
     * @throws RunLogException if a line is no JSON object with a step
     */
    public static RunLog open(Path file, long lastStep) throws IOException {
        Reader reader = new Reader(file);
        return new RunLog(LineLog.open(file, line -> reader.next(line).get(STEP).asLong() <= lastStep));
    }

    /** One that keeps nothing. */
    public static RunLog none() {
        return new RunLog(LineLog.none());
    }

    /**
     * Every line of a file; none where there is no file.
     *
     * @throws RunLogException if one is no JSON object with a step
     */
    public static List<JsonNode> read(Path file) throws IOException {
        Reader reader = new Reader(file);
        return LineLog.lines(file).stream().map(reader::next).toList();
    }

    /** A line to append, so far with its step alone. */
    public static ObjectNode line(long step) {
        return JsonNodeFactory.instance.objectNode().put(STEP, step);
    }

    /** Hands a line to the system; one that does not fit on the disk leaves the file as it was. */
    public void append(ObjectNode line) throws IOException {
        lines.append(line.toString());
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    /** Parses a file's lines one after another. */
    private static final class Reader {
        private final Path file;
        private long number;

        Reader(Path file) {
            this.file = file;
        }

        JsonNode next(String line) {
            number++;
            JsonNode json;
            try {
                json = JSON.readTree(line);
            } catch (JsonProcessingException e) {
                throw new RunLogException(file, number, JsonProblem.said(e));
            }
            if (!json.path(STEP).isIntegralNumber()) {
                throw new RunLogException(file, number, json.isObject() ? "no step" : "no object");
            }
            return json;
        }
    }
}
