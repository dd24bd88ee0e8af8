package dev.diptych.config.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.diptych.config.Shown;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An object of a document whose keys are asked for one by one; what is wrong is handed on, and where that throws nothing,
 * reading goes on. A value of null counts as left out.
 */
public final class JsonSection {
    private final JsonDocument document;
    private final String pointer;
    private final String path;
    private final JsonNode section;
    private final BiConsumer<String, String> problems;
    private final Set<String> asked = new TreeSet<>();

    /** @param path what stands before a key in messages: empty, or the section's own path with a dot behind it */
    JsonSection(
            JsonDocument document, String pointer, String path, JsonNode section, BiConsumer<String, String> problems) {
        this.document = document;
        this.pointer = pointer;
        this.path = path;
        this.section = section;
        this.problems = problems;
        if (!section.isObject()) {
            String own = path.isEmpty() ? "" : path.substring(0, path.length() - 1) + ": ";
            problems.accept(document.place(pointer), own + Shown.value(section) + ", expected a JSON object");
        }
    }

    /** A section within this one; an empty one where it is null or, unless it is {@code required}, not there. */
    public JsonSection section(String key, boolean required) {
        JsonNode node = value(key);
        return new JsonSection(
                document,
                pointerOf(key),
                path + Shown.name(key) + ".",
                node == null && !required ? JsonNodeFactory.instance.objectNode() : section.path(key),
                problems);
    }

    /** Its values. */
    public JsonNode json() {
        return section;
    }

    public String source() {
        return document.source();
    }

    /** Whether a key has a value. */
    public boolean has(String key) {
        return value(key) != null;
    }

    /** Hands on that the value of a key is not what is expected. */
    public void reject(String key, String expected) {
        problem(key, Shown.value(section.path(key)) + ", expected " + expected);
    }

    /** Hands on what is wrong with a key. */
    public void problem(String key, String problem) {
        problems.accept(document.place(pointerOf(key)), path + Shown.name(key) + ": " + problem);
    }

    public int integer(String key, int fallback) {
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
    public int side(String key, int fallback) {
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

    /** Whether a key has a list. */
    public boolean isList(String key) {
        asked.add(key);
        return section.path(key).isArray();
    }

    public int requiredInteger(String key) {
        if (value(key) == null) {
            reject(key, "a whole number");
        }
        return integer(key, 1);
    }

    public double number(String key, double fallback) {
        return optionalNumber(key).orElse(fallback);
    }

    public OptionalDouble optionalNumber(String key) {
        JsonNode value = value(key);
        if (value == null) {
            return OptionalDouble.empty();
        }
        if (!value.isNumber()) {
            reject(key, "a number");
        }
        return OptionalDouble.of(value.asDouble());
    }

    public boolean flag(String key, boolean fallback) {
        JsonNode value = value(key);
        if (value == null) {
            return fallback;
        }
        if (!value.isBoolean()) {
            reject(key, "true or false");
        }
        return value.asBoolean();
    }

    public Optional<String> text(String key) {
        JsonNode value = value(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            reject(key, "text");
        }
        return Optional.of(value.asText());
    }

    public String text(String key, String fallback) {
        return text(key).orElse(fallback);
    }

    /** A list of so many numbers. */
    public Optional<double[]> numbers(String key, int count) {
        JsonNode value = value(key);
        if (value == null) {
            return Optional.empty();
        }
        double[] numbers = new double[count];
        boolean right = value.isArray() && value.size() == count;
        for (int i = 0; i < count; i++) {
            right &= value.path(i).isNumber();
            numbers[i] = value.path(i).asDouble();
        }
        if (!right) {
            reject(key, count + " numbers");
        }
        return Optional.of(numbers);
    }

    /** One of an enum's constants by its name in lower case. */
    public <E extends Enum<E>> E choice(String key, E fallback) {
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
                                ", ", Arrays.stream(all).map(JsonSection::name).toList()));
        return fallback;
    }

    public static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Notes every key that has not been asked for.
     *
     * @param ignored keys that are let pass at these values, which change nothing
     */
    public void rejectOthers(Map<String, JsonNode> ignored) {
        for (Map.Entry<String, JsonNode> entry : section.properties()) {
            String key = entry.getKey();
            JsonNode value = entry.getValue();
            JsonNode idle = ignored.get(key);
            boolean passes = idle != null && (value.isNull() || value.equals(idle) || sameNumber(value, idle));
            if (!asked.contains(key) && !passes) {
                problem(
                        key,
                        "not supported"
                                + (idle == null
                                        ? ", expected one of " + String.join(", ", asked)
                                        : ", expected " + idle));
            }
        }
    }

    private String pointerOf(String key) {
        return pointer + "/" + key.replace("~", "~0").replace("/", "~1");
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
