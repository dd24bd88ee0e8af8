package dev.diptych.ingest.parquet;

import dev.diptych.ingest.parquet.TableColumn.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type.Repetition;
import org.jspecify.annotations.Nullable;

/**
 * A column with values, as the schema's tree says (the Parquet format, "Nested Encoding" and "Lists").
 *
 * @param name its path with {@code .} between the parts, without those that only make a list of it
 * @param index among the columns with values
 * @param descriptor how often it may repeat and be missing
 * @param element what the file says of it
 */
record LeafColumn(String name, int index, ColumnDescriptor descriptor, SchemaElement element) {
    private static final int MAX_COLUMNS = 10_000;
    private static final int MAX_DEPTH = 64;

    /** Returns what reads its values as text, or null where they are neither scalars nor lists of scalars. */
    @Nullable
    Function<ColumnReader, String> text() {
        return descriptor.getMaxRepetitionLevel() <= 1 ? ValueText.of(element) : null;
    }

    /** Returns what its values are, where {@link #text} reads them. */
    Kind kind() {
        return descriptor.getMaxRepetitionLevel() > 0 ? Kind.TEXTS : ValueText.kindOf(element);
    }

    /** Returns what its values are, in a few words. */
    String type() {
        return descriptor.getMaxRepetitionLevel() <= 1 ? ValueText.nameOf(element) : "lists of lists";
    }

    /** Returns the columns with values, in the order of the file. */
    static List<LeafColumn> of(List<SchemaElement> schema) {
        if (schema.isEmpty() || schema.size() > MAX_COLUMNS) {
            throw new IllegalArgumentException(
                    "a schema of " + schema.size() + " elements, expected 1 to " + MAX_COLUMNS);
        }
        List<LeafColumn> leaves = new ArrayList<>();
        Walk walk = new Walk(schema, leaves);
        walk.children(schema.get(0).getNum_children(), List.of(), List.of(), false, 0, 0);
        return leaves;
    }

    /** Goes through the schema, which lists each element before its children. */
    private static final class Walk {
        private final List<SchemaElement> schema;
        private final List<LeafColumn> leaves;
        private int next = 1;

        Walk(List<SchemaElement> schema, List<LeafColumn> leaves) {
            this.schema = schema;
            this.leaves = leaves;
        }

        /**
         * @param named the part of the path that is the column's name
         * @param unnamed whether these only make a list of what they are in
         */
        void children(
                int count, List<String> path, List<String> named, boolean unnamed, int repetition, int definition) {
            for (int i = 0; i < count; i++) {
                if (next >= schema.size() || path.size() > MAX_DEPTH) {
                    throw new IllegalArgumentException("a schema whose tree does not fit its elements");
                }
                SchemaElement element = schema.get(next++);
                boolean repeated = element.getRepetition_type() == FieldRepetitionType.REPEATED;
                boolean optional = element.getRepetition_type() == FieldRepetitionType.OPTIONAL;
                List<String> inner = new ArrayList<>(path);
                inner.add(element.getName());
                List<String> name = new ArrayList<>(named);
                // Of "captions (LIST) { repeated list { element } }" only the first is a name.
                boolean wrapper = repeated && !path.isEmpty();
                if (!wrapper && !unnamed) {
                    name.add(element.getName());
                }
                int r = repetition + (repeated ? 1 : 0);
                int d = definition + (repeated || optional ? 1 : 0);
                if (element.getNum_children() > 0) {
                    children(element.getNum_children(), inner, name, wrapper && element.getNum_children() == 1, r, d);
                } else {
                    leaves.add(leaf(element, inner, name, r, d));
                }
            }
        }

        private LeafColumn leaf(SchemaElement element, List<String> path, List<String> name, int r, int d) {
            if (!element.isSetType()) {
                throw new IllegalArgumentException("a column '" + element.getName() + "' without a type");
            }
            Repetition repetition =
                    Repetition.valueOf(element.getRepetition_type().name());
            PrimitiveTypeName type = switch (element.getType()) {
                case BOOLEAN -> PrimitiveTypeName.BOOLEAN;
                case INT32 -> PrimitiveTypeName.INT32;
                case INT64 -> PrimitiveTypeName.INT64;
                case INT96 -> PrimitiveTypeName.INT96;
                case FLOAT -> PrimitiveTypeName.FLOAT;
                case DOUBLE -> PrimitiveTypeName.DOUBLE;
                case BYTE_ARRAY -> PrimitiveTypeName.BINARY;
                case FIXED_LEN_BYTE_ARRAY -> PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
            };
            PrimitiveType primitive = new PrimitiveType(repetition, type, element.getType_length(), element.getName());
            String[] parts = path.toArray(new String[0]);
            return new LeafColumn(
                    String.join(".", name), leaves.size(), new ColumnDescriptor(parts, primitive, r, d), element);
        }
    }
}
