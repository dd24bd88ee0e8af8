package dev.diptych.ingest.table;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What can be done to a key so that keys of different origins meet. */
public enum KeyTransform {
    /** {@code 1F600} to {@code 1f600}. */
    LOWER {
        @Override
        public String apply(String key) {
            return key.toLowerCase(Locale.ROOT);
        }
    },
    /** {@code images/cat.jpg} to {@code cat.jpg}. */
    BASE_NAME {
        @Override
        public String apply(String key) {
            return key.substring(key.lastIndexOf('/') + 1);
        }
    },
    /** {@code images/cat.jpg} to {@code images/cat}. */
    DROP_EXTENSION {
        @Override
        public String apply(String key) {
            int dot = key.lastIndexOf('.');
            return dot > key.lastIndexOf('/') + 1 ? key.substring(0, dot) : key;
        }
    },
    /** Characters to their code points in lower-case hex of at least four digits, joined by {@code -}. */
    CODE_POINTS {
        @Override
        public String apply(String key) {
            return key.codePoints().mapToObj(c -> String.format("%04x", c)).collect(Collectors.joining("-"));
        }
    },
    /** Takes the variation selector out of joined code points: {@code 0023-fe0f-20e3} to {@code 0023-20e3}. */
    DROP_FE0F {
        @Override
        public String apply(String key) {
            return Arrays.stream(key.split("-", -1))
                    .filter(part -> !part.equalsIgnoreCase("fe0f"))
                    .collect(Collectors.joining("-"));
        }
    };

    /** Returns the transformed key. */
    public abstract String apply(String key);
}
