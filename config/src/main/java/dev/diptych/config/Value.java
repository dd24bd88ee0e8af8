package dev.diptych.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A node of the file: a scalar, a list or a mapping, each knowing its place. */
sealed interface Value {
    Place place();

    /** What a person would call this value in an error line. */
    String shown();

    /** The four kinds that YAML's core schema gives a scalar. */
    enum Kind {
        TEXT,
        NUMBER,
        FLAG,
        NOTHING
    }

    /** A scalar as written; {@code kind} is what its spelling makes it. */
    record Scalar(Place place, Kind kind, String text) implements Value {
        @Override
        public String shown() {
            return switch (kind) {
                case NOTHING -> "empty";
                case TEXT -> "'" + Shown.cut(text) + "'";
                case NUMBER, FLAG -> Shown.cut(text);
            };
        }
    }

    /** A list, in order. */
    record Items(Place place, List<Value> values) implements Value {
        @Override
        public String shown() {
            return values.size() == 1 ? "a list of 1 value" : "a list of " + values.size() + " values";
        }
    }

    /** A mapping, in the order of the file; overrides put new entries into it. */
    record Entries(Place place, Map<String, Entry> byKey) implements Value {
        static Entries empty(Place place) {
            return new Entries(place, new LinkedHashMap<>());
        }

        @Override
        public String shown() {
            return byKey.isEmpty()
                    ? "an empty mapping"
                    : "a mapping of " + Shown.cut(String.join(", ", byKey.keySet()));
        }
    }

    /** A key of a mapping with its own place, since a value may start on a later line. */
    record Entry(Place place, Value value) {}
}
