package dev.diptych.contrastive.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.contrastive.guard.GuardState;
import dev.diptych.contrastive.validation.BestScore;
import dev.diptych.file.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code training.json}. */
final class TrainingStateFiles {
    static final String TRAINING = "training.json";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private TrainingStateFiles() {}

    static void write(Path folder, TrainingState state) throws IOException {
        ObjectNode json = JSON.createObjectNode()
                .put("step", state.step())
                .put("steps_per_epoch", state.stepsPerEpoch())
                .put("seed", state.seed())
                .put("seconds", state.seconds())
                .put("samples", state.samples())
                .put("updates", state.updates())
                .put("good", state.good());
        GuardState guard = state.guard();
        state.best()
                .ifPresent(best -> json.putObject("best")
                        .put("name", best.name())
                        .put("value", best.value())
                        .put("step", best.step()));
        ObjectNode steps = json.putObject("guard")
                .put("skipped", guard.skipped())
                .put("in_a_row", guard.inARow())
                .put("rollbacks", guard.rollbacks())
                .put("before", guard.before());
        numbers(steps.putArray("losses"), guard.losses());
        numbers(steps.putArray("norms"), guard.norms());
        WholeFile.write(folder.resolve(TRAINING), (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** @throws CheckpointException if it is missing, or a field is not what it should be */
    static TrainingState read(Path folder) {
        Path file = folder.resolve(TRAINING);
        JsonNode json = object(file);
        JsonNode seconds = json.path("seconds");
        if (!seconds.isNumber() || !(seconds.asDouble() >= 0) || Double.isInfinite(seconds.asDouble())) {
            throw bad(file, field("seconds", seconds), "a number from 0");
        }
        long step = whole(file, json, "step", 1);
        return new TrainingState(
                step,
                whole(file, json, "steps_per_epoch", 1),
                whole(file, json, "seed", Long.MIN_VALUE),
                seconds.asDouble(),
                (int) Math.min(Integer.MAX_VALUE, whole(file, json, "samples", 1)),
                json.has("updates") ? whole(file, json, "updates", 0) : step,
                json.path("good").asBoolean(true),
                guard(file, json.path("guard")),
                best(file, json.path("best")));
    }

    private static Optional<BestScore> best(Path file, JsonNode json) {
        if (json.isMissingNode()) {
            return Optional.empty();
        }
        double value = json.path("value").asDouble(Double.NaN);
        if (!Double.isFinite(value)) {
            throw bad(file, field("best.value", json.path("value")), "a number");
        }
        return Optional.of(new BestScore(json.path("name").asText(), value, whole(file, json, "step", 1)));
    }

    /** Whether a checkpoint can be read and says that it is good. */
    static boolean isGood(Path folder) {
        try {
            return read(folder).good();
        } catch (CheckpointException e) {
            return false;
        }
    }

    private static GuardState guard(Path file, JsonNode json) {
        if (json.isMissingNode()) {
            return GuardState.NONE;
        }
        return new GuardState(
                numbers(file, json, "losses"),
                numbers(file, json, "norms"),
                whole(file, json, "skipped", 0),
                (int) whole(file, json, "in_a_row", 0),
                (int) whole(file, json, "rollbacks", 0),
                whole(file, json, "before", 0));
    }

    private static void numbers(ArrayNode array, List<Double> values) {
        values.forEach(array::add);
    }

    private static List<Double> numbers(Path file, JsonNode json, String name) {
        List<Double> values = new ArrayList<>();
        for (JsonNode value : json.path(name)) {
            if (!value.isNumber()) {
                throw bad(file, "guard." + name + " with " + value, "numbers");
            }
            values.add(value.asDouble());
        }
        return values;
    }

    private static JsonNode object(Path file) {
        try {
            JsonNode json = JSON.readTree(Files.readAllBytes(file));
            if (json.isObject()) {
                return json;
            }
            throw bad(file, json.isMissingNode() ? "an empty file" : "no JSON object", "the state of a training");
        } catch (JsonProcessingException e) {
            throw bad(file, "no JSON", "the state of a training");
        } catch (NoSuchFileException e) {
            throw bad(file, "no such file", "the state of a training");
        } catch (IOException e) {
            throw new CheckpointException("resume failed: " + file + ": " + e.getMessage(), e);
        }
    }

    private static long whole(Path file, JsonNode json, String name, long least) {
        JsonNode value = json.path(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < least) {
            throw bad(file, field(name, value), "a whole number" + (least == Long.MIN_VALUE ? "" : " from " + least));
        }
        return value.asLong();
    }

    private static String field(String name, JsonNode value) {
        return value.isMissingNode() ? "no " + name : name + " " + value;
    }

    static CheckpointException bad(Path file, String actual, String expected) {
        return new CheckpointException("resume failed: " + file + ": " + actual + ", expected " + expected);
    }
}
