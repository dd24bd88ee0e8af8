package dev.diptych.contrastive.vectors.row;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What the rows have.
 *
 * @param name of the index, collection or table
 * @param dimensions D of every vector
 * @param vectors the names of the vectors' fields
 * @param fields the others, in the order of the tables
 * @param rows how many there are
 */
public record VectorSchema(String name, int dimensions, List<String> vectors, List<MetadataField> fields, long rows) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,59}");

    public VectorSchema {
        vectors = List.copyOf(vectors);
        fields = List.copyOf(fields);
    }

    /** Whether every engine takes this as the name of an index, collection or table. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }
}
