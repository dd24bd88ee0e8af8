package dev.diptych.ingest.parquet;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.ListType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.Type;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;

/**
 * A column of a table to write; any of its values may be missing.
 *
 * @param name not empty
 * @param kind what its values are
 */
public record TableColumn(String name, Kind kind) {
    /** What values a column holds, and what they are in Parquet. */
    public enum Kind {
        /** BOOLEAN. */
        FLAG,
        /** INT64. */
        INTEGER,
        /** DOUBLE. */
        REAL,
        /** BINARY, a string in UTF-8. */
        TEXT,
        /** A list of strings, in three levels. */
        TEXTS,
        /** A list of DOUBLE, likewise; to be asked for, since lists of any scalars are texts. */
        REALS;

        /**
         * Returns the narrowest kind that holds a JSON value: numbers with a point or beyond 64 bits are reals, lists of
         * scalars are texts, other lists and objects are text.
         */
        public static Kind of(JsonNode value) {
            if (value.isBoolean()) {
                return FLAG;
            }
            if (value.isNumber()) {
                return value.canConvertToLong() && value.isIntegralNumber() ? INTEGER : REAL;
            }
            if (value.isArray()) {
                for (JsonNode element : value) {
                    if (element.isContainerNode()) {
                        return TEXT;
                    }
                }
                return TEXTS;
            }
            return TEXT;
        }

        /** Returns the narrowest kind that holds what both do. */
        public Kind or(Kind other) {
            if (this == other) {
                return this;
            }
            boolean numbers = (this == INTEGER || this == REAL) && (other == INTEGER || other == REAL);
            return numbers ? REAL : TEXT;
        }

        private PrimitiveTypeName primitive() {
            return switch (this) {
                case FLAG -> PrimitiveTypeName.BOOLEAN;
                case INTEGER -> PrimitiveTypeName.INT64;
                case REAL, REALS -> PrimitiveTypeName.DOUBLE;
                case TEXT, TEXTS -> PrimitiveTypeName.BINARY;
            };
        }

        boolean isList() {
            return this == TEXTS || this == REALS;
        }

        private boolean isText() {
            return this == TEXT || this == TEXTS;
        }

        Type stored() {
            return switch (this) {
                case FLAG -> Type.BOOLEAN;
                case INTEGER -> Type.INT64;
                case REAL, REALS -> Type.DOUBLE;
                case TEXT, TEXTS -> Type.BYTE_ARRAY;
            };
        }
    }

    public TableColumn {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("table column: an empty name, expected one of a character or more");
        }
    }

    /** Where its values lie in the tree that the schema is. */
    List<String> path() {
        return kind.isList() ? List.of(name, "list", "element") : List.of(name);
    }

    /** The column as Parquet's encoders know it. */
    org.apache.parquet.schema.Type type() {
        return switch (kind) {
            case TEXTS ->
                Types.optionalList()
                        .optionalElement(PrimitiveTypeName.BINARY)
                        .as(LogicalTypeAnnotation.stringType())
                        .named(name);
            case TEXT ->
                Types.optional(kind.primitive())
                        .as(LogicalTypeAnnotation.stringType())
                        .named(name);
            case REALS ->
                Types.optionalList().optionalElement(PrimitiveTypeName.DOUBLE).named(name);
            case FLAG, INTEGER, REAL -> Types.optional(kind.primitive()).named(name);
        };
    }

    /** The column as the footer lists it, a group before its members. */
    List<SchemaElement> elements() {
        if (!kind.isList()) {
            return List.of(leaf(name));
        }
        SchemaElement list = new SchemaElement(name);
        list.setRepetition_type(FieldRepetitionType.OPTIONAL);
        list.setNum_children(1);
        list.setConverted_type(ConvertedType.LIST);
        list.setLogicalType(LogicalType.LIST(new ListType()));
        SchemaElement repeated = new SchemaElement("list");
        repeated.setRepetition_type(FieldRepetitionType.REPEATED);
        repeated.setNum_children(1);
        return List.of(list, repeated, leaf("element"));
    }

    private SchemaElement leaf(String leafName) {
        SchemaElement element = new SchemaElement(leafName);
        element.setType(kind.stored());
        element.setRepetition_type(FieldRepetitionType.OPTIONAL);
        if (kind.isText()) {
            element.setConverted_type(ConvertedType.UTF8);
            element.setLogicalType(LogicalType.STRING(new StringType()));
        }
        return element;
    }
}
