package dev.diptych.export.description;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** Where two descriptions of models differ, in words. */
public final class Differences {
    private final List<String> found = new ArrayList<>();

    private Differences() {}

    /** Says what {@code own} has and {@code asked} expects, such as {@code text layers 1, expected 2}; empty if they are equal. */
    public static String of(Architecture own, Architecture asked) {
        Differences differences = new Differences();
        differences.compare("", own, asked);
        return String.join("; ", differences.found);
    }

    private void compare(String name, Object own, Object asked) {
        if (own instanceof Record && own.getClass() == asked.getClass()) {
            for (RecordComponent component : own.getClass().getRecordComponents()) {
                String words = component.getName().replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
                compare(name + (name.isEmpty() ? "" : " ") + words, value(component, own), value(component, asked));
            }
        } else if (!own.equals(asked)) {
            found.add(name + " " + shown(own) + ", expected " + shown(asked));
        }
    }

    /** What a component holds; an optional one that is there as what it holds. */
    private static Object value(RecordComponent component, Object record) {
        try {
            Object value = component.getAccessor().invoke(record);
            return value instanceof Optional<?> optional && optional.isPresent() ? optional.get() : value;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("description: " + component + " cannot be read", e);
        }
    }

    private static String shown(Object value) {
        if (value instanceof Optional<?> || value instanceof OptionalInt number && number.isEmpty()) {
            return "none";
        }
        return value instanceof OptionalInt number
                ? Integer.toString(number.getAsInt())
                : value.toString().toLowerCase(Locale.ROOT);
    }
}
