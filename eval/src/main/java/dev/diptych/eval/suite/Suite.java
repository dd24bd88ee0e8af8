package dev.diptych.eval.suite;

import dev.diptych.config.ConfigFile;
import dev.diptych.config.Section;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The sets that models are scored on, at least one; no two have the same name. */
public record Suite(List<SuiteSet> sets) {
    public Suite {
        sets = List.copyOf(sets);
    }

    /**
     * Reads a suite's YAML.
     *
     * @throws dev.diptych.config.ConfigException that says all that is wrong with it
     */
    public static Suite read(Path file) {
        return ConfigFile.read(file).as(Suite::read);
    }

    private static Suite read(Section root) {
        List<Section> entries = root.sections("sets");
        if (entries.isEmpty()) {
            root.reject("sets", "a list of at least one set");
        }
        List<SuiteSet> sets = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Section entry : entries) {
            SuiteSet set = SuiteSet.read(entry);
            if (!names.add(set.name().toLowerCase(Locale.ROOT))) {
                entry.reject("name", "another name than that of a set before, in any case");
            }
            sets.add(set);
        }
        return new Suite(sets);
    }
}
