package dev.diptych.text.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.diptych.config.Shown;
import dev.diptych.config.json.JsonDocument;
import dev.diptych.config.json.JsonException;
import dev.diptych.text.tokenizer.TokenizerException.Reason;
import java.io.IOException;
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
    /**
     * Reads a whole file.
     *
     * @param largest the most bytes that it may have
     * @throws TokenizerException if the file is absent, larger, or no JSON; it names line and column
     * @throws IOException if the file cannot be read
     */
    public static JsonPlace read(Path file, long largest) throws IOException {
        String source = file.toString();
        try {
            return new JsonPlace(source, "", JsonDocument.tree(file, largest));
        } catch (JsonException e) {
            Reason reason = switch (e.reason()) {
                case MISSING -> Reason.MISSING;
                case TOO_LARGE -> Reason.TOO_LARGE;
                case MALFORMED -> Reason.MALFORMED;
                case UNREADABLE -> throw new IOException(e.getMessage(), e);
            };
            throw new TokenizerException(source, e.place(), reason, e.problem());
        }
    }

    /** The member of an object. */
    public JsonPlace member(String name) throws TokenizerException {
        if (!node.isObject()) {
            throw invalid(describe() + ", expected an object");
        }
        JsonNode value = node.get(name);
        JsonPlace place = new JsonPlace(
                source, (path.isEmpty() ? "" : path + ".") + Shown.name(name), value == null ? node : value);
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
        return kind + " " + Shown.value(node);
    }
}
