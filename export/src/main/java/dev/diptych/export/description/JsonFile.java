package dev.diptych.export.description;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.diptych.file.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The small JSON files of a model's folder. */
public final class JsonFile {
    private static final long LARGEST = 1 << 20;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonFile() {}

    /**
     * Reads a JSON object.
     *
     * @throws ModelFolderException if there is no such file, or it is larger than 1 MiB, no JSON or no object
     */
    public static JsonNode read(Path file) {
        JsonNode json = parse(file, "a JSON object");
        if (!json.isObject()) {
            throw new ModelFolderException(file, "no JSON object, expected one");
        }
        return json;
    }

    /**
     * Reads a JSON list.
     *
     * @throws ModelFolderException as {@link #read} does
     */
    public static JsonNode readList(Path file) {
        JsonNode json = parse(file, "a JSON list");
        if (!json.isArray()) {
            throw new ModelFolderException(file, "no JSON list, expected one");
        }
        return json;
    }

    private static JsonNode parse(Path file, String expected) {
        try {
            long size = Files.size(file);
            if (size > LARGEST) {
                throw new ModelFolderException(file, size + " bytes, expected at most " + LARGEST);
            }
            return JSON.readTree(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new ModelFolderException(file, "no such file, expected " + expected, e);
        } catch (JsonProcessingException e) {
            String line =
                    e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
            throw new ModelFolderException(file, line + e.getOriginalMessage() + ", expected " + expected, e);
        } catch (IOException e) {
            throw new ModelFolderException(file, e.getMessage() + ", expected a readable file", e);
        }
    }

    public static void write(Path file, JsonNode json) throws IOException {
        WholeFile.write(file, (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
