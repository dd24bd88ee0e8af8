package dev.diptych.config;

import dev.diptych.config.Value.Entries;
import dev.diptych.config.Value.Items;
import dev.diptych.config.Value.Scalar;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The values of a file without its mappings. */
final class Leaves {
    private final Map<String, String> all = new LinkedHashMap<>();

    private Leaves() {}

    static Map<String, String> of(Entries entries) {
        Leaves leaves = new Leaves();
        leaves.add("", entries);
        return leaves.all;
    }

    private void add(String path, Value value) {
        if (value instanceof Entries entries) {
            entries.byKey().forEach((key, entry) -> add(path.isEmpty() ? key : path + "." + key, entry.value()));
        } else if (value instanceof Items items && !items.values().stream().allMatch(Scalar.class::isInstance)) {
            for (int i = 0; i < items.values().size(); i++) {
                add(path + "[" + i + "]", items.values().get(i));
            }
        } else {
            all.put(path, text(value));
        }
    }

    private static String text(Value value) {
        return value instanceof Items items
                ? items.values().stream().map(Leaves::text).collect(Collectors.joining(", ", "[", "]"))
                : ((Scalar) value).text();
    }
}
