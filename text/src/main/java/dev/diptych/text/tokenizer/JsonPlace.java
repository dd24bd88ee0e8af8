package dev.diptych.text.tokenizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.diptych.text.tokenizer.TokenizerException.Reason;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A value in a JSON file that knows where it stands, so that each refusal names file and path.
 *
 * @param source the file
 * @param path as in {@code model.merges[3]}; empty for the document itself
 * @param node the value
 */
public record JsonPlace(String source, String path, JsonNode node) {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * Reads a whole file.
     *
     * @param largest the most bytes that it may have
     * @throws TokenizerException if the file is absent, larger, or no JSON; it names line and column
     * @throws IOException if the file cannot be read
     */
    public static JsonPlace read(Path file, long largest) throws IOException {
        String source = file.toString();
        if (!Files.isRegularFile(file)) {
            String problem = Files.exists(file) ? "not a file" : "no such file";
            throw new TokenizerException(source, "", Reason.MISSING, problem + ", expected JSON");
        }
        long size = Files.size(file);
        if (size > largest) {
            throw new TokenizerException(source, "", Reason.TOO_LARGE, size + " bytes, expected at most " + largest);
        }
        try {
            return new JsonPlace(source, "", MAPPER.readTree(Files.readAllBytes(file)));
        } catch (JsonProcessingException e) {
            String place = e.getLocation() == null
                    ? ""
                    : "line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            String problem = e.getOriginalMessage().lines().findFirst().orElse("unreadable");
            throw new TokenizerException(source, place, Reason.MALFORMED, problem + ", expected JSON");
        } catch (CharConversionException e) { // bytes that look like UTF-16 or UTF-32, and are none
            throw new TokenizerException(source, "", Reason.MALFORMED, "bytes that are no text, expected JSON");
        }
    }

    /** The member of an object. */
    public JsonPlace member(String name) throws TokenizerException {
        if (!node.isObject()) {
            throw invalid(describe() + ", expected an object");
        }
        JsonNode value = node.get(name);
        JsonPlace place =
                new JsonPlace(source, path.isEmpty() ? name : path + "." + name, value == null ? node : value);
        if (value == null) {
            throw place.refuse(Reason.MISSING, "absent, expected a value");
        }
        return place;
    }

    /** Whether an object has this member with a value other than null. */
    public boolean has(String name) {
        return node.hasNonNull(name);
    }

    /** The elements of an array. */
    public List<JsonPlace> elements() throws TokenizerException {
        if (!node.isArray()) {
            throw invalid(describe() + ", expected a list");
        }
        List<JsonPlace> elements = new ArrayList<>(node.size());
        for (JsonNode element : node) {
            elements.add(new JsonPlace(source, path + "[" + elements.size() + "]", element));
        }
        return elements;
    }

    /** The value, a string. */
    public String string() throws TokenizerException {
        if (!node.isTextual()) {
            throw invalid(describe() + ", expected a string");
        }
        return node.textValue();
    }

    /** The value, an integer. */
    public int integer() throws TokenizerException {
        if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            throw invalid(describe() + ", expected a 32-bit integer");
        }
        return node.intValue();
    }

    /** The value, true or false. */
    public boolean bool() throws TokenizerException {
        if (!node.isBoolean()) {
            throw invalid(describe() + ", expected true or false");
        }
        return node.booleanValue();
    }

    /** Refuses a string that is not this one. */
    public void expect(String expected) throws TokenizerException {
        if (!string().equals(expected)) {
            throw refuse(Reason.UNSUPPORTED, describe() + ", expected \"" + expected + "\"");
        }
    }

    /** A refusal of this value: the format does not allow it. */
    public TokenizerException invalid(String problem) {
        return refuse(Reason.INVALID, problem);
    }

    /** A refusal of this value. */
    public TokenizerException refuse(Reason reason, String problem) {
        return new TokenizerException(source, path, reason, problem);
    }

    /** The value, as much as fits into an error line. */
    public String describe() {
        String kind = node.getNodeType().toString().toLowerCase(Locale.ROOT);
        if (node.isContainerNode()) {
            return kind + " of " + node.size();
        }
        String text = node.toString();
        return kind + " " + (text.length() <= 60 ? text : text.substring(0, 60) + "...");
    }
}
