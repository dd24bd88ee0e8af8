package dev.diptych.config;

import dev.diptych.config.Value.Entries;
import dev.diptych.config.Value.Entry;
import dev.diptych.config.Value.Items;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts {@code key.path=value} overrides into a file's values; {@code list.0.key} or {@code list[0].key} goes into a list. */
final class Overrides {
    private static final Pattern FORM = Pattern.compile("([^=\\s]+)=(.*)", Pattern.DOTALL);
    private static final Pattern INDEX = Pattern.compile("\\[(\\d+)]");

    private Overrides() {}

    static void apply(Entries root, List<String> overrides, Problems problems) {
        for (String override : overrides) {
            Matcher form = FORM.matcher(override);
            if (!form.matches()) {
                problems.add(Place.override(), "", "'" + override + "', expected key.path=value");
                continue;
            }
            String path = INDEX.matcher(form.group(1)).replaceAll(".$1");
            put(root, List.of(path.split("\\.", -1)), YamlReader.override(path, form.group(2), problems), problems);
        }
    }

    private static void put(Entries root, List<String> steps, Value value, Problems problems) {
        Value parent = root;
        for (String step : steps.subList(0, steps.size() - 1)) {
            Value child = child(parent, step);
            if (child == null && parent instanceof Entries entries) {
                child = Entries.empty(Place.override());
                entries.byKey().put(step, new Entry(Place.override(), child));
            }
            if (child == null) {
                complain(steps, step, parent, problems);
                return;
            }
            parent = child;
        }
        String last = steps.get(steps.size() - 1);
        if (parent instanceof Entries entries) {
            entries.byKey().put(last, new Entry(Place.override(), value));
        } else if (parent instanceof Items items && child(items, last) != null) {
            items.values().set(Integer.parseInt(last), value);
        } else {
            complain(steps, last, parent, problems);
        }
    }

    private static @Nullable Value child(Value parent, String step) {
        if (parent instanceof Entries entries) {
            Entry entry = entries.byKey().get(step);
            return entry == null ? null : entry.value();
        }
        if (parent instanceof Items items && step.matches("\\d{1,6}")) {
            int index = Integer.parseInt(step);
            return index < items.values().size() ? items.values().get(index) : null;
        }
        return null;
    }

    private static void complain(List<String> steps, String step, Value parent, Problems problems) {
        String rule = parent instanceof Items items
                ? "an index below " + items.values().size()
                : "a mapping where " + parent.shown() + " stands";
        problems.add(Place.override(), String.join(".", steps), "'" + step + "', expected " + rule);
    }
}
