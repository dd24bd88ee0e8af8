package dev.diptych.export.description;

import com.fasterxml.jackson.databind.JsonNode;
import dev.diptych.vision.preprocess.ChannelValues;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * An object within a JSON file, whose problems name file and key; a value of null counts as left out.
 *
 * @param source the file
 * @param path to the object, empty for the document
 */
public record JsonPart(Object source, String path, JsonNode json) {
    public JsonPart {
        if (!json.isObject()) {
            throw new ModelFolderException(
                    source, path + ": " + (json.isMissingNode() ? "missing" : json) + ", expected a JSON object");
        }
    }

    public JsonPart part(String key) {
        return new JsonPart(source, name(key), json.path(key));
    }

    public boolean has(String key) {
        return json.hasNonNull(key);
    }

    public String text(String key, String fallback) {
        if (!has(key)) {
            return fallback;
        }
        JsonNode value = json.path(key);
        if (!value.isTextual()) {
            throw problem(key, value + ", expected a string");
        }
        return value.textValue();
    }

    public Optional<String> optionalText(String key) {
        return has(key) ? Optional.of(text(key, "")) : Optional.empty();
    }

    public int integer(String key, int fallback) {
        if (!has(key)) {
            return fallback;
        }
        JsonNode value = json.path(key);
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw problem(key, value + ", expected a whole number");
        }
        return value.intValue();
    }

    /** A side in pixels: a number, or height and width of a square as two. */
    public int side(String key, int fallback) {
        if (!has(key)) {
            return fallback;
        }
        JsonNode value = json.path(key);
        boolean square = value.isArray() && value.size() == 2 && value.path(0).equals(value.path(1));
        JsonNode side = square ? value.path(0) : value;
        if (!side.isIntegralNumber() || !side.canConvertToInt()) {
            throw problem(key, value + ", expected a whole number, or a square as two");
        }
        return side.intValue();
    }

    public double number(String key, double fallback) {
        if (!has(key)) {
            return fallback;
        }
        JsonNode value = json.path(key);
        if (!value.isNumber()) {
            throw problem(key, value + ", expected a number");
        }
        return value.doubleValue();
    }

    public boolean flag(String key, boolean fallback) {
        if (!has(key)) {
            return fallback;
        }
        JsonNode value = json.path(key);
        if (!value.isBoolean()) {
            throw problem(key, value + ", expected true or false");
        }
        return value.booleanValue();
    }

    /** The constant that is spelt so, in lower case. */
    public <E extends Enum<E>> E choice(String key, E fallback, E[] all) {
        String text = text(key, spell(fallback));
        for (E each : all) {
            if (spell(each).equals(text)) {
                return each;
            }
        }
        throw problem(
                key,
                "\"" + text + "\", expected one of "
                        + Arrays.stream(all).map(JsonPart::spell).toList());
    }

    public ChannelValues channels(String key, ChannelValues fallback) {
        if (!has(key)) {
            return fallback;
        }
        JsonNode value = json.path(key);
        if (!value.isArray()
                || value.size() != 3
                || !value.path(0).isNumber()
                || !value.path(1).isNumber()
                || !value.path(2).isNumber()) {
            throw problem(key, value + ", expected three numbers");
        }
        return new ChannelValues(
                value.path(0).floatValue(),
                value.path(1).floatValue(),
                value.path(2).floatValue());
    }

    public ModelFolderException problem(String key, String problem) {
        return new ModelFolderException(source, name(key) + ": " + problem);
    }

    private String name(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static String spell(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
