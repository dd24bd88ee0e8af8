package dev.diptych.ingest.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.config.json.JsonProblem;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;

/**
 * Reads JSON (RFC 8259) and what Python's {@code json.dumps} writes beyond it: {@code NaN}, {@code Infinity} and
 * {@code -Infinity}, which stand for missing values and are read as null.
 */
public final class DataJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();
    private static final ObjectReader WHOLE = MAPPER.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private DataJson() {}

    /**
     * Reads one value, with or without a byte-order mark before it.
     *
     * @throws JsonProcessingException if it is none, or more follows
     */
    public static JsonNode parse(String text) throws JsonProcessingException {
        return finite(WHOLE.readTree(text.startsWith("\uFEFF") ? text.substring(1) : text));
    }

    /**
     * Reads a file of one object.
     *
     * @param bytes UTF-8; what is none becomes U+FFFD
     * @throws IngestException if it is no JSON, or another value, with the line
     */
    public static ObjectNode object(String source, byte[] bytes) {
        JsonNode node;
        try {
            node = parse(new String(bytes, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IngestException(
                    Reason.BAD_TABLE, source, line(e) + JsonProblem.said(e) + ", expected a JSON object");
        }
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new IngestException(Reason.BAD_TABLE, source, kind(node) + ", expected a JSON object");
    }

    /** Returns a parser of values one after the other; {@link #next} reads them. */
    public static JsonParser parser(Reader text) throws IOException {
        return MAPPER.getFactory().createParser(text);
    }

    /** Reads the value that a parser stands at. */
    public static JsonNode next(JsonParser parser) throws IOException {
        return finite(parser.readValueAsTree());
    }

    /** Returns where that is, such as {@code line 3: }, or nothing where it is not known. */
    public static String line(JsonProcessingException e) {
        return e.getLocation() == null || e.getLocation().getLineNr() <= 0
                ? ""
                : "line " + e.getLocation().getLineNr() + ": ";
    }

    /** Returns what kind of value this is, in words. */
    public static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT, POJO -> "an object";
            case STRING, BINARY -> "a text";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case NULL -> "null";
            case MISSING -> "nothing";
        };
    }

    /** Puts null in the place of numbers that JSON does not have. */
    private static JsonNode finite(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(field -> field.setValue(finite(field.getValue())));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, finite(array.get(i)));
            }
        } else if (node.isFloatingPointNumber() && !Double.isFinite(node.doubleValue())) {
            return NullNode.getInstance();
        }
        return node;
    }
}
