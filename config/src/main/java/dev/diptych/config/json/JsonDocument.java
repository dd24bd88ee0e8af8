package dev.diptych.config.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.diptych.config.ConfigException;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * A small file of JSON with the lines of its keys, or JSON without.
 *
 * @param source the name that messages give it
 * @param lines of each key, by its JSON pointer; none where it was no file
 */
public record JsonDocument(String source, JsonNode root, Map<String, Integer> lines) {
    private static final long LARGEST = 1 << 20;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    public JsonDocument {
        lines = Map.copyOf(lines);
    }

    /** JSON that is no file's. */
    public static JsonDocument of(String source, JsonNode root) {
        return new JsonDocument(source, root, Map.of());
    }

    /**
     * Reads a file.
     *
     * @throws ConfigException if it cannot be read, is larger than 1 MiB or is not JSON
     */
    public static JsonDocument read(Path file) {
        try {
            long size = Files.size(file);
            if (size > LARGEST) {
                throw problem(file + ": " + size + " bytes, expected at most " + LARGEST);
            }
            byte[] text = Files.readAllBytes(file);
            return new JsonDocument(file.toString(), JSON.readTree(text), lines(text));
        } catch (NoSuchFileException e) {
            throw problem(file + ": no such file, expected one of JSON");
        } catch (JsonProcessingException e) {
            String line = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
            throw problem(file + line + ": " + JsonProblem.said(e) + ", expected JSON");
        } catch (CharConversionException e) {
            throw problem(file + ": bytes that are no text, expected JSON");
        } catch (AccessDeniedException e) {
            throw problem(file + ": permission denied, expected a readable file");
        } catch (IOException e) {
            throw problem(file + ": refused by the system, expected a readable file");
        }
    }

    private static Map<String, Integer> lines(byte[] text) throws IOException {
        Map<String, Integer> lines = new HashMap<>();
        try (JsonParser parser = JSON.createParser(text)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.FIELD_NAME) {
                    lines.put(
                            parser.getParsingContext().pathAsPointer().toString(),
                            parser.currentTokenLocation().getLineNr());
                }
            }
        }
        return lines;
    }

    /** What stands under a key, as a document whose paths begin there. */
    public JsonDocument part(String key) {
        String prefix = "/" + key;
        Map<String, Integer> own = new HashMap<>();
        lines.forEach((pointer, line) -> {
            if (pointer.startsWith(prefix + "/")) {
                own.put(pointer.substring(prefix.length()), line);
            }
        });
        return new JsonDocument(source, root.path(key), own);
    }

    /**
     * The document as a section.
     *
     * @param problems takes what is wrong: the place, which is file and line, and the rest of the message
     */
    public JsonSection section(BiConsumer<String, String> problems) {
        return new JsonSection(this, "", "", root, problems);
    }

    /** File and line of a key, or the file alone. */
    String place(String pointer) {
        Integer line = lines.get(pointer);
        return line == null ? source : source + ":" + line;
    }

    private static ConfigException problem(String line) {
        return new ConfigException(List.of(line));
    }
}
