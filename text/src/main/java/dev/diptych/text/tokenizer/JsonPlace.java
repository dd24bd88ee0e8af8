package dev.diptych.text.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.diptych.text.tokenizer.TokenizerException.Reason;
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
record JsonPlace(String source, String path, JsonNode node) {
    /** The member of an object. */
    JsonPlace member(String name) throws TokenizerException {
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
    boolean has(String name) {
        return node.hasNonNull(name);
    }

    /** The elements of an array. */
    List<JsonPlace> elements() throws TokenizerException {
        if (!node.isArray()) {
            throw invalid(describe() + ", expected a list");
        }
        List<JsonPlace> elements = new ArrayList<>(node.size());
        for (JsonNode element : node) {
            elements.add(new JsonPlace(source, path + "[" + elements.size() + "]", element));
        }
        return elements;
    }

    String string() throws TokenizerException {
        if (!node.isTextual()) {
            throw invalid(describe() + ", expected a string");
        }
        return node.textValue();
    }

    int integer() throws TokenizerException {
        if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            throw invalid(describe() + ", expected a 32-bit integer");
        }
        return node.intValue();
    }

    /** Refuses a string that is not this one. */
    void expect(String expected) throws TokenizerException {
        if (!string().equals(expected)) {
            throw refuse(Reason.UNSUPPORTED, describe() + ", expected \"" + expected + "\"");
        }
    }

    TokenizerException invalid(String problem) {
        return refuse(Reason.INVALID, problem);
    }

    TokenizerException refuse(Reason reason, String problem) {
        return new TokenizerException(source, path, reason, problem);
    }

    /** The value, as much as fits into an error line. */
    String describe() {
        String kind = node.getNodeType().toString().toLowerCase(Locale.ROOT);
        if (node.isContainerNode()) {
            return kind + " of " + node.size();
        }
        String text = node.toString();
        return kind + " " + (text.length() <= 60 ? text : text.substring(0, 60) + "...");
    }
}
