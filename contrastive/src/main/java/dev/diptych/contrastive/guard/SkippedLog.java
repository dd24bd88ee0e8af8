package dev.diptych.contrastive.guard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.contrastive.log.RunLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code skipped.jsonl}: the steps that were skipped, with the keys of their samples. */
public final class SkippedLog implements AutoCloseable {
    public static final String FILE = "skipped.jsonl";

    private final RunLog log;

    private SkippedLog(RunLog log) {
        this.log = log;
    }

    /** A run's log, keeping the lines up to {@code lastStep}; there is no file before there is a line. */
    public static SkippedLog open(Path run, long lastStep) throws IOException {
        return new SkippedLog(RunLog.open(run.resolve(FILE), lastStep));
    }

    /** One that keeps nothing. */
    public static SkippedLog none() {
        return new SkippedLog(RunLog.none());
    }

    /** Every step of a run's log; none where there is no log. */
    public static List<SkippedStep> read(Path run) throws IOException {
        return RunLog.read(run.resolve(FILE)).stream().map(SkippedLog::parse).toList();
    }

    public void write(SkippedStep skipped) throws IOException {
        ObjectNode json = RunLog.line(skipped.step())
                .put("loss", skipped.loss())
                .put("grad_norm", skipped.gradientNorm())
                .put("why", skipped.why())
                .put("in_a_row", skipped.inARow());
        ArrayNode keys = json.putArray("keys");
        skipped.keys().forEach(keys::add);
        log.append(json);
    }

    @Override
    public void close() throws IOException {
        log.close();
    }

    private static SkippedStep parse(JsonNode json) {
        List<String> keys = new ArrayList<>();
        json.path("keys").forEach(key -> keys.add(key.asText()));
        return new SkippedStep(
                json.path(RunLog.STEP).asLong(),
                (float) json.path("loss").asDouble(),
                (float) json.path("grad_norm").asDouble(),
                json.path("why").asText(),
                json.path("in_a_row").asInt(),
                keys);
    }
}
