package dev.diptych.config.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.diptych.config.json.JsonException.Reason;
import dev.diptych.file.Trouble;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

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
     * @throws JsonException if it cannot be read, is larger than 1 MiB or is not JSON
     */
    public static JsonDocument read(Path file) {
        Map<String, Integer> lines = new HashMap<>();
        JsonNode root = read(file, LARGEST, parser -> new Locating(parser, lines));
        return new JsonDocument(file.toString(), root, lines);
    }

    /**
     * Reads a file that may be large, without the lines of its keys.
     *
     * @param largest the most bytes that it may have
     * @throws JsonException if it cannot be read, is larger or is not JSON
     */
    public static JsonNode tree(Path file, long largest) {
        return read(file, largest, parser -> parser);
    }

    private static JsonNode read(Path file, long largest, UnaryOperator<JsonParser> wrap) {
        try {
            if (Files.isDirectory(file)) {
                throw problem(Reason.MISSING, file, "a folder, expected a file of JSON", null);
            }
            long size = Files.size(file);
            if (size > largest) {
                throw problem(Reason.TOO_LARGE, file, size + " bytes, expected at most " + largest, null);
            }
            try (JsonParser parser = wrap.apply(JSON.createParser(Files.readAllBytes(file)))) {
                JsonNode root = JSON.readTree(parser);
                if (root == null) {
                    throw problem(Reason.MALFORMED, file, "empty, expected JSON", null);
                }
                return root;
            }
        } catch (NoSuchFileException e) {
            throw problem(Reason.MISSING, file, "no such file, expected JSON", e);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation() == null ? JsonLocation.NA : e.getLocation();
            throw new JsonException(
                    Reason.MALFORMED,
                    file.toString(),
                    Math.max(0, at.getLineNr()),
                    Math.max(0, at.getColumnNr()),
                    JsonProblem.said(e) + ", expected JSON",
                    e);
        } catch (CharConversionException e) { // bytes that look like UTF-16 or UTF-32, and are none
            throw problem(Reason.MALFORMED, file, "bytes that are no text, expected JSON", e);
        } catch (IOException e) {
            throw problem(Reason.UNREADABLE, file, Trouble.said(e) + ", expected a readable file", e);
        }
    }

    /** Notes the line of each key as it passes. */
    private static final class Locating extends JsonParserDelegate {
        private final Map<String, Integer> lines;

        Locating(JsonParser parser, Map<String, Integer> lines) {
            super(parser);
            this.lines = lines;
        }

        @Override
        public @Nullable JsonToken nextToken() throws IOException {
            JsonToken token = super.nextToken();
            if (token == JsonToken.FIELD_NAME) {
                lines.put(
                        getParsingContext().pathAsPointer().toString(),
                        currentTokenLocation().getLineNr());
            }
            return token;
        }
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

    private static JsonException problem(Reason reason, Path file, String problem, @Nullable Throwable cause) {
        return new JsonException(reason, file.toString(), 0, 0, problem, cause);
    }
}
