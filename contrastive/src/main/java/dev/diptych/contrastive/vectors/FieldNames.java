package dev.diptych.contrastive.vectors;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/*
 * Elasticsearch takes a dot for a step into an object and keeps names that begin with _; PostgreSQL cuts names at 63 bytes; Vespa
 * allows letters, digits and _. What all of them take is taken for all.
 */
/** Names of fields that every engine takes, for columns of any name. */
final class FieldNames {
    private static final int LONGEST = 60;

    private FieldNames() {}

    /** Returns a name for each column; where two would have the same, or a reserved one, the later gets a number. */
    static Map<String, String> of(Collection<String> columns, Collection<String> reserved) {
        Set<String> taken = new HashSet<>(reserved);
        Map<String, String> names = new LinkedHashMap<>();
        for (String column : columns) {
            String plain = column.replaceAll("[^A-Za-z0-9_]", "_").replaceFirst("^_+", "");
            String base = plain.isEmpty() ? "field" : plain.matches("\\d.*") ? "field_" + plain : plain;
            base = base.substring(0, Math.min(LONGEST - 4, base.length()));
            String name = base;
            for (int i = 2; !taken.add(name.toLowerCase(Locale.ROOT)); i++) {
                name = base + "_" + i;
            }
            names.put(column, name);
        }
        return names;
    }
}
