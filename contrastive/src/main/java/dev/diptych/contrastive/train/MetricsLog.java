package dev.diptych.contrastive.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.contrastive.guard.RollBack;
import dev.diptych.contrastive.guard.SkippedStep;
import dev.diptych.contrastive.log.RunLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** {@code metrics.jsonl}: one JSON object a logged step or event, flushed line by line. */
public final class MetricsLog implements AutoCloseable {
    public static final String FILE = "metrics.jsonl";

    private static final String EVENT = "event";
    private static final String ROLLED_BACK = "rolled_back";
    private static final Set<String> FIELDS = Set.of(
            RunLog.STEP,
            "epoch",
            "loss",
            "lr",
            "logit_scale",
            "grad_norm",
            "pairs_per_second",
            "flops_per_second",
            "mfu",
            "data_wait",
            "seconds");

    private final RunLog log;
    private final Consumer<String> complaints;
    private boolean complained;

    private MetricsLog(RunLog log, Consumer<String> complaints) {
        this.log = log;
        this.complaints = complaints;
    }

    /**
     * Opens a run's log, keeping the lines up to {@code lastStep}: what a resumed run will not log again.
     *
     * @param complaints is told, once, where lines cannot be written; the run goes on without them
     */
    static MetricsLog open(Path run, long lastStep, Consumer<String> complaints) {
        try {
            return new MetricsLog(RunLog.open(run.resolve(FILE), lastStep), complaints);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that keeps nothing. */
    static MetricsLog none() {
        return new MetricsLog(RunLog.none(), complaint -> {});
    }

    /**
     * Every logged step of a run; a line that a crash cut short is left out.
     *
     * @throws UncheckedIOException if the log cannot be read
     * @throws dev.diptych.contrastive.log.RunLogException if a line of it cannot
     */
    public static List<StepLog> read(Path run) {
        return lines(run)
                .filter(json -> !json.has(EVENT))
                .map(MetricsLog::parse)
                .toList();
    }

    /**
     * How a run went back.
     *
     * @throws UncheckedIOException if the log cannot be read
     * @throws dev.diptych.contrastive.log.RunLogException if a line of it cannot
     */
    public static List<RollBack> rollBacks(Path run) {
        return lines(run)
                .filter(json -> json.path(EVENT).asText().equals(ROLLED_BACK))
                .map(json -> new RollBack(
                        json.path(RunLog.STEP).asLong(),
                        json.path("to").asLong(),
                        json.path("number").asInt(),
                        json.path("lr_factor").asDouble()))
                .toList();
    }

    void write(StepLog step) {
        write(line(step));
    }

    void write(SkippedStep skipped) {
        write(RunLog.line(skipped.step())
                .put(EVENT, "skipped")
                .put("loss", skipped.loss())
                .put("grad_norm", skipped.gradientNorm())
                .put("why", skipped.why()));
    }

    void write(RollBack back) {
        write(RunLog.line(back.step())
                .put(EVENT, ROLLED_BACK)
                .put("to", back.to())
                .put("number", back.number())
                .put("lr_factor", back.lrFactor()));
    }

    private void write(ObjectNode line) {
        try {
            log.append(line);
            complained = false;
        } catch (IOException e) {
            if (!complained) {
                complained = true;
                complaints.accept("log failed: " + e.getMessage()
                        + ", expected room for it and leave to write it; the run goes on without its lines");
            }
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

    private static Stream<JsonNode> lines(Path run) {
        try {
            return RunLog.read(run.resolve(FILE)).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static StepLog parse(JsonNode json) {
        return new StepLog(
                json.path(RunLog.STEP).asLong(),
                json.path("epoch").asDouble(),
                json.path("loss").asDouble(),
                json.path("lr").asDouble(),
                json.path("logit_scale").asDouble(),
                json.path("grad_norm").asDouble(),
                json.path("pairs_per_second").asDouble(),
                json.path("flops_per_second").asDouble(),
                json.path("mfu").asDouble(),
                json.path("data_wait").asDouble(),
                json.path("seconds").asDouble(),
                figures(json));
    }

    /** What a line has beside what each has. */
    private static Map<String, Double> figures(JsonNode json) {
        Map<String, Double> figures = new LinkedHashMap<>();
        json.fields().forEachRemaining(field -> {
            if (!FIELDS.contains(field.getKey()) && field.getValue().isNumber()) {
                figures.put(field.getKey(), field.getValue().asDouble());
            }
        });
        return figures;
    }

    private static ObjectNode line(StepLog log) {
        ObjectNode json = RunLog.line(log.step());
        json.put("epoch", rounded(log.epoch(), 4));
        json.put("loss", rounded(log.loss(), 6));
        json.put("lr", log.lr());
        json.put("logit_scale", rounded(log.logitScale(), 4));
        json.put("grad_norm", rounded(log.gradientNorm(), 6));
        json.put("pairs_per_second", rounded(log.pairsPerSecond(), 1));
        json.put("flops_per_second", Math.rint(log.flopsPerSecond()));
        json.put("mfu", rounded(log.mfu(), 4));
        json.put("data_wait", rounded(log.dataWait(), 4));
        json.put("seconds", rounded(log.seconds(), 3));
        log.figures().forEach((name, value) -> json.put(name, rounded(value, 6)));
        return json;
    }

    private static double rounded(double value, int digits) {
        double scale = Math.pow(10, digits);
        return Double.isFinite(value) ? Math.rint(value * scale) / scale : value;
    }
}
