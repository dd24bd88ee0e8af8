package dev.diptych.contrastive.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.contrastive.data.SampleStamp;
import dev.diptych.file.WholeFile;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** {@code training.json}, and {@code samples.jsonl} with a line for each sample. */
final class TrainingStateFiles {
    static final String TRAINING = "training.json";
    static final String SAMPLES = "samples.jsonl";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private TrainingStateFiles() {}

    static void write(Path folder, TrainingState state) throws IOException {
        WholeFile.write(folder.resolve(SAMPLES), raw -> {
            OutputStream out = new BufferedOutputStream(raw, 1 << 16);
            for (SampleStamp sample : state.samples()) {
                out.write(line(sample).getBytes(StandardCharsets.UTF_8));
            }
            out.flush();
        });
        ObjectNode json = JSON.createObjectNode()
                .put("step", state.step())
                .put("steps_per_epoch", state.stepsPerEpoch())
                .put("seed", state.seed())
                .put("seconds", state.seconds())
                .put("samples", state.samples().size());
        WholeFile.write(folder.resolve(TRAINING), (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** @throws CheckpointException if one is missing, or a field is not what it should be */
    static TrainingState read(Path folder) {
        Path file = folder.resolve(TRAINING);
        JsonNode json = object(file);
        long count = whole(file, json, "samples", 1);
        List<SampleStamp> samples = samples(folder.resolve(SAMPLES));
        if (samples.size() != count) {
            throw bad(folder.resolve(SAMPLES), samples.size() + " samples", count + " as in " + TRAINING);
        }
        JsonNode seconds = json.path("seconds");
        if (!seconds.isNumber() || !(seconds.asDouble() >= 0) || Double.isInfinite(seconds.asDouble())) {
            throw bad(file, field("seconds", seconds), "a number from 0");
        }
        return new TrainingState(
                whole(file, json, "step", 1),
                whole(file, json, "steps_per_epoch", 1),
                whole(file, json, "seed", Long.MIN_VALUE),
                seconds.asDouble(),
                samples);
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

    private static List<SampleStamp> samples(Path file) {
        List<SampleStamp> samples = new ArrayList<>();
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode json = JSON.readTree(line);
                samples.add(new SampleStamp(
                        json.path("key").asText(),
                        HexFormat.fromHexDigits(json.path("image").asText()),
                        HexFormat.fromHexDigits(json.path("captions").asText())));
            }
            return samples;
        } catch (NoSuchFileException e) {
            throw bad(file, "no such file", "a line for each sample");
        } catch (IOException | IllegalArgumentException e) {
            throw bad(file, "line " + (samples.size() + 1) + " is no sample", "its key and checksums");
        }
    }

    private static String line(SampleStamp sample) {
        HexFormat hex = HexFormat.of();
        return JSON.createObjectNode()
                        .put("key", sample.key())
                        .put("image", hex.toHexDigits(sample.image()))
                        .put("captions", hex.toHexDigits(sample.captions()))
                + "\n";
    }

    private static String field(String name, JsonNode value) {
        return value.isMissingNode() ? "no " + name : name + " " + value;
    }

    private static CheckpointException bad(Path file, String actual, String expected) {
        return new CheckpointException("resume failed: " + file + ": " + actual + ", expected " + expected);
    }
}
