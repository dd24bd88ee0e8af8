package dev.diptych.export.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A section of a model configuration whose keys are asked for one by one; what is wrong is noted, not thrown. */
final class JsonFields {
    private final String place;
    private final JsonNode section;
    private final List<String> problems;
    private final Set<String> asked = new TreeSet<>();

    /**
     * @param place what messages begin with: the file, and the section's path with a dot behind it
     * @param problems takes what is wrong
     */
    JsonFields(String place, JsonNode section, List<String> problems) {
        this.place = place;
        this.section = section;
        this.problems = problems;
        if (!section.isObject()) {
            problems.add(place.replaceAll("[.]$|: $", "") + ": " + shown(section) + ", expected a JSON object");
        }
    }

    /** A section within this one; an empty one where it is null or, unless it is {@code required}, not there. */
    JsonFields section(String key, boolean required) {
        JsonNode node = value(key);
        return new JsonFields(
                place + key + ".",
                node == null && !required ? JsonNodeFactory.instance.objectNode() : section.path(key),
                problems);
    }

    boolean has(String key) {
        return value(key) != null;
    }

    void reject(String key, String expected) {
        problems.add(place + key + ": " + shown(section.path(key)) + ", expected " + expected);
    }

    int integer(String key, int fallback) {
        JsonNode value = value(key);
        if (value == null) {
            return fallback;
        }
        if (!value.canConvertToInt() || !value.isIntegralNumber()) {
            reject(key, "a whole number");
        }
        return value.asInt();
    }

    /** A side in pixels: a number, or height and width of a square as two. */
    int side(String key, int fallback) {
        JsonNode value = value(key);
        boolean pair = value != null && value.isArray() && value.size() == 2;
        if (value == null || !pair) {
            return integer(key, fallback);
        }
        if (!value.path(0).equals(value.path(1)) || !value.path(0).isInt()) {
            reject(key, "a whole number, or two that are equal: images and patches are squares");
        }
        return value.path(0).asInt();
    }

    boolean isList(String key) {
        asked.add(key);
        return section.path(key).isArray();
    }

    int requiredInteger(String key) {
        if (value(key) == null) {
            reject(key, "a whole number");
        }
        return integer(key, 1);
    }

    double number(String key, double fallback) {
        return optionalNumber(key).orElse(fallback);
    }

    OptionalDouble optionalNumber(String key) {
        JsonNode value = value(key);
        if (value == null) {
            return OptionalDouble.empty();
        }
        if (!value.isNumber()) {
            reject(key, "a number");
        }
        return OptionalDouble.of(value.asDouble());
    }

    boolean flag(String key, boolean fallback) {
        JsonNode value = value(key);
        if (value == null) {
            return fallback;
        }
        if (!value.isBoolean()) {
            reject(key, "true or false");
        }
        return value.asBoolean();
    }

    Optional<String> text(String key) {
        JsonNode value = value(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            reject(key, "text");
        }
        return Optional.of(value.asText());
    }

    /** One of an enum's constants by its name in lower case. */
    <E extends Enum<E>> E choice(String key, E fallback) {
        Optional<String> given = text(key);
        if (given.isEmpty()) {
            return fallback;
        }
        E[] all = fallback.getDeclaringClass().getEnumConstants();
        for (E one : all) {
            if (given.get().equals(name(one))) {
                return one;
            }
        }
        reject(
                key,
                "one of "
                        + String.join(
                                ", ", Arrays.stream(all).map(JsonFields::name).toList()));
        return fallback;
    }

    static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Notes every key that has not been asked for.
     *
     * @param ignored keys that are let pass at these values, which change nothing
     */
    void rejectOthers(Map<String, JsonNode> ignored) {
        for (Map.Entry<String, JsonNode> entry : section.properties()) {
            String key = entry.getKey();
            JsonNode value = entry.getValue();
            JsonNode idle = ignored.get(key);
            boolean passes = idle != null && (value.isNull() || value.equals(idle) || sameNumber(value, idle));
            if (!asked.contains(key) && !passes) {
                problems.add(place + key + ": not supported"
                        + (idle == null ? ", expected one of " + String.join(", ", asked) : ", expected " + idle));
            }
        }
    }

    private static String shown(JsonNode value) {
        return value.isMissingNode() ? "missing" : value.toString();
    }

    private static boolean sameNumber(JsonNode value, JsonNode other) {
        return value.isNumber() && other.isNumber() && value.asDouble() == other.asDouble();
    }

    private @Nullable JsonNode value(String key) {
        asked.add(key);
        JsonNode value = section.path(key);
        return value.isMissingNode() || value.isNull() ? null : value;
    }
}
