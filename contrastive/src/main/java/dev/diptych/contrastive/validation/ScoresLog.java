package dev.diptych.contrastive.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.contrastive.log.RunLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** {@code scores.jsonl}: one JSON object for each time that a run's model was scored. */
public final class ScoresLog implements AutoCloseable {
    public static final String FILE = "scores.jsonl";

    private static final String EPOCH = "epoch";

    private final RunLog log;
    private final Consumer<String> complaints;

    ScoresLog(RunLog log, Consumer<String> complaints) {
        this.log = log;
        this.complaints = complaints;
    }

    /**
     * A run's log, keeping the lines up to {@code lastStep}; there is no file before there is a line.
     *
     * @param complaints is told where a line cannot be written; the run goes on without it
     */
    public static ScoresLog open(Path run, long lastStep, Consumer<String> complaints) {
        try {
            return new ScoresLog(RunLog.open(run.resolve(FILE), lastStep), complaints);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that keeps nothing. */
    public static ScoresLog none() {
        return new ScoresLog(RunLog.none(), complaint -> {});
    }

    /**
     * Every line of a run's log, none where there is no log; a line that a crash cut short is left out.
     *
     * @throws UncheckedIOException if the log cannot be read
     * @throws dev.diptych.contrastive.log.RunLogException if a line of it cannot
     */
    public static List<Scores> read(Path run) {
        try {
            return RunLog.read(run.resolve(FILE)).stream().map(ScoresLog::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void write(Scores scores) {
        try {
            log.append(line(scores));
        } catch (IOException e) {
            complaints.accept("log failed: " + e.getMessage()
                    + ", expected room for it and leave to write it; the run goes on without these scores in it");
        }
    }

    @Override
    public void close() {
        try {
            log.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Scores parse(JsonNode json) {
        Map<String, Double> values = new LinkedHashMap<>();
        json.properties()
                .forEach(field -> values.put(field.getKey(), field.getValue().asDouble()));
        values.remove(RunLog.STEP);
        values.remove(EPOCH);
        return new Scores(json.path(RunLog.STEP).asLong(), json.path(EPOCH).asDouble(), values);
    }

    private static ObjectNode line(Scores scores) {
        ObjectNode json = RunLog.line(scores.step());
        json.put(EPOCH, Math.rint(scores.epoch() * 1e4) / 1e4);
        scores.values().forEach(json::put);
        return json;
    }
}
