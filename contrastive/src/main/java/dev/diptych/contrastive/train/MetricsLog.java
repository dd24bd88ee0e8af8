package dev.diptych.contrastive.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.file.Trouble;
import dev.diptych.file.WholeFile;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** {@code metrics.jsonl}: one JSON object a logged step, flushed line by line. */
public final class MetricsLog implements AutoCloseable {
    public static final String FILE = "metrics.jsonl";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final BufferedWriter out;

    private MetricsLog(Path file, BufferedWriter out) {
        this.file = file;
        this.out = out;
    }

    /** Opens a run's log, keeping the lines up to {@code lastStep}: what a resumed run will not log again. */
    static MetricsLog open(Path run, long lastStep) {
        Path file = run.resolve(FILE);
        try {
            List<String> kept = new ArrayList<>();
            if (lastStep > 0 && Files.exists(file)) {
                for (StepLog log : read(run)) {
                    if (log.step() <= lastStep) {
                        kept.add(line(log));
                    }
                }
            }
            String lines =
                    kept.stream().map(line -> line + System.lineSeparator()).collect(Collectors.joining());
            WholeFile.write(file, lines.getBytes(StandardCharsets.UTF_8));
            return new MetricsLog(
                    file, Files.newBufferedWriter(file, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Every line of a run's log; one that a crash cut short is left out.
     *
     * @throws UncheckedIOException if the log cannot be read
     */
    public static List<StepLog> read(Path run) {
        List<StepLog> logs = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(run.resolve(FILE))) {
                if (line.endsWith("}")) {
                    logs.add(parse(JSON.readTree(line)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return logs;
    }

    void write(StepLog log) {
        try {
            out.write(line(log));
            out.newLine();
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(Trouble.named(file, e));
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static StepLog parse(JsonNode json) {
        return new StepLog(
                json.path("step").asLong(),
                json.path("epoch").asDouble(),
                json.path("loss").asDouble(),
                json.path("lr").asDouble(),
                json.path("logit_scale").asDouble(),
                json.path("grad_norm").asDouble(),
                json.path("pairs_per_second").asDouble(),
                json.path("flops_per_second").asDouble(),
                json.path("mfu").asDouble(),
                json.path("data_wait").asDouble(),
                json.path("seconds").asDouble());
    }

    private static String line(StepLog log) {
        ObjectNode json = JSON.createObjectNode();
        json.put("step", log.step());
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
        return json.toString();
    }

    private static double rounded(double value, int digits) {
        double scale = Math.pow(10, digits);
        return Double.isFinite(value) ? Math.rint(value * scale) / scale : value;
    }
}
