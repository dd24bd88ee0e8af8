package dev.diptych.ingest.caption;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What is known of one image.
 *
 * @param columns values by column; a plain column has one value, a list-valued one several, an empty one none
 */
public record Row(Map<String, List<String>> columns) {
    /** Returns the fields of a JSON object that are scalars or lists; of a list its scalars. What is null is left out, and the map of
     * columns is the caller's. */
    public static Row of(JsonNode json) {
        Map<String, List<String>> columns = new LinkedHashMap<>();
        json.properties().forEach(field -> {
            if (!field.getValue().isObject()) {
                columns.put(field.getKey(), values(field.getValue()));
            }
        });
        return new Row(columns);
    }

    /** Returns the values of a JSON scalar or list. */
    public static List<String> values(JsonNode node) {
        List<String> values = new ArrayList<>();
        for (JsonNode item : node.isArray() ? node : List.of(node)) {
            if (item.isValueNode() && !item.isNull()) {
                values.add(item.asText());
            }
        }
        return values;
    }

    /** Returns a column's values; none where there is no such column. */
    public List<String> values(String column) {
        return columns.getOrDefault(column, List.of());
    }

    /** Returns the columns that {@code wanted} accepts. */
    public Row only(Predicate<String> wanted) {
        if (columns.keySet().stream().allMatch(wanted)) {
            return this;
        }
        Map<String, List<String>> some = new LinkedHashMap<>();
        columns.forEach((column, values) -> {
            if (wanted.test(column)) {
                some.put(column, values);
            }
        });
        return new Row(some);
    }

    /** Joins another table's row: its columns are added, except where this row has values. */
    public Row with(Row other) {
        Map<String, List<String>> joined = new LinkedHashMap<>(columns);
        other.columns.forEach(
                (column, values) -> joined.merge(column, values, (mine, theirs) -> mine.isEmpty() ? theirs : mine));
        return new Row(joined);
    }

    /** Merges another row of the same key in the same table: each column has the values of both, without repeats. */
    public Row merged(Row other) {
        Map<String, List<String>> merged = new LinkedHashMap<>(columns);
        other.columns.forEach((column, values) -> merged.merge(column, values, (mine, more) -> {
            LinkedHashSet<String> both = new LinkedHashSet<>(mine);
            both.addAll(more);
            return new ArrayList<>(both);
        }));
        return new Row(merged);
    }
}
