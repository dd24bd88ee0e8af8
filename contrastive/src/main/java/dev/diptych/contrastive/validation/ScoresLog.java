package dev.diptych.contrastive.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.file.Trouble;
import dev.diptych.file.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code scores.jsonl}: one JSON object for each time that a run's model was scored. */
public final class ScoresLog {
    public static final String FILE = "scores.jsonl";

    private static final String STEP = "step";
    private static final String EPOCH = "epoch";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;

    private ScoresLog(Path file) {
        this.file = file;
    }

    /** A run's log, keeping the lines up to {@code lastStep}; there is no file before there is a line. */
    public static ScoresLog open(Path run, long lastStep) {
        Path file = run.resolve(FILE);
        try {
            if (Files.exists(file)) {
                StringBuilder kept = new StringBuilder();
                read(run).stream()
                        .filter(scores -> scores.step() <= lastStep)
                        .forEach(scores -> kept.append(line(scores)));
                WholeFile.write(file, kept.toString().getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ScoresLog(file);
    }

    /**
     * Every line of a run's log, none where there is no log; a line that a crash cut short is left out.
     *
     * @throws UncheckedIOException if the log cannot be read
     */
    public static List<Scores> read(Path run) {
        Path file = run.resolve(FILE);
        List<Scores> all = new ArrayList<>();
        try {
            if (Files.exists(file)) {
                for (String line : Files.readAllLines(file)) {
                    if (line.endsWith("}")) {
                        all.add(parse(JSON.readTree(line)));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(Trouble.named(file, e));
        }
        return all;
    }

    public void write(Scores scores) {
        try {
            Files.writeString(
                    file,
                    line(scores),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND,
                    LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw new UncheckedIOException(Trouble.named(file, e));
        }
    }

    private static Scores parse(JsonNode json) {
        Map<String, Double> values = new LinkedHashMap<>();
        json.properties()
                .forEach(field -> values.put(field.getKey(), field.getValue().asDouble()));
        values.remove(STEP);
        values.remove(EPOCH);
        return new Scores(json.path(STEP).asLong(), json.path(EPOCH).asDouble(), values);
    }

    private static String line(Scores scores) {
        ObjectNode json = JSON.createObjectNode();
        json.put(STEP, scores.step());
        json.put(EPOCH, Math.rint(scores.epoch() * 1e4) / 1e4);
        scores.values().forEach(json::put);
        return json + System.lineSeparator();
    }
}
