package dev.diptych.ingest.parquet;

import dev.diptych.ingest.parquet.TableColumn.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.function.Function;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveStringifier;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/**
 * How the values of a column become text, by its type in the schema (the Parquet format, "Logical Types"). Dates and times
 * are the numbers that are stored; whole numbers are written without a point, whatever their type.
 */
final class ValueText {
    private static final int UUID_BYTES = 16;

    /** Up to here each whole number is a double of its own. */
    private static final double MOST_WHOLE = 1L << 53;

    private ValueText() {}

    /** Returns what reads a column's value at hand as text, or null where values of this type are no text. */
    static @Nullable Function<ColumnReader, String> of(SchemaElement element) {
        LogicalType logical = element.getLogicalType();
        ConvertedType converted = element.getConverted_type();
        boolean decimal = isDecimal(element);
        return switch (element.getType()) {
            case BYTE_ARRAY -> {
                boolean bytes = converted == ConvertedType.BSON
                        || logical != null
                                && (logical.isSetBSON() || logical.isSetGEOMETRY() || logical.isSetGEOGRAPHY());
                yield bytes
                        ? null
                        : decimal
                                ? bigDecimal(element)
                                : reader -> reader.getBinary().toStringUsingUTF8();
            }
            case FIXED_LEN_BYTE_ARRAY ->
                decimal ? bigDecimal(element) : logical == null ? null : fixed(element, logical);
            case INT32 ->
                decimal
                        ? reader -> decimal(BigInteger.valueOf(reader.getInteger()), element)
                        : isUnsigned(element)
                                ? reader -> Integer.toUnsignedString(reader.getInteger())
                                : reader -> Integer.toString(reader.getInteger());
            case INT64 ->
                decimal
                        ? reader -> decimal(BigInteger.valueOf(reader.getLong()), element)
                        : isUnsigned(element)
                                ? reader -> Long.toUnsignedString(reader.getLong())
                                : reader -> Long.toString(reader.getLong());
            case FLOAT -> reader -> number(reader.getFloat());
            case DOUBLE -> reader -> number(reader.getDouble());
            case BOOLEAN -> reader -> Boolean.toString(reader.getBoolean());
            case INT96 -> null;
        };
    }

    /** Returns what values of a type are: whole numbers that 64 signed bits may not hold, and decimals, are text. */
    static Kind kindOf(SchemaElement element) {
        return switch (element.getType()) {
            case BOOLEAN -> Kind.FLAG;
            case INT32 -> isDecimal(element) ? Kind.TEXT : Kind.INTEGER;
            case INT64 -> isDecimal(element) || isUnsigned(element) ? Kind.TEXT : Kind.INTEGER;
            case FLOAT, DOUBLE -> Kind.REAL;
            case FIXED_LEN_BYTE_ARRAY ->
                element.isSetLogicalType() && element.getLogicalType().isSetFLOAT16() ? Kind.REAL : Kind.TEXT;
            case BYTE_ARRAY, INT96 -> Kind.TEXT;
        };
    }

    /** Returns what a type is called in the schema of a file. */
    static String nameOf(SchemaElement element) {
        if (element.isSetLogicalType()) {
            return element.getLogicalType().getSetField().getFieldName().toUpperCase(Locale.ROOT);
        }
        return element.isSetConverted_type()
                ? element.getConverted_type().name()
                : element.getType().name();
    }

    private static @Nullable Function<ColumnReader, String> fixed(SchemaElement element, LogicalType logical) {
        if (logical.isSetUUID() && element.getType_length() == UUID_BYTES) {
            PrimitiveStringifier uuid = stringifier(UUID_BYTES, LogicalTypeAnnotation.uuidType());
            return reader -> uuid.stringify(reader.getBinary());
        }
        if (logical.isSetFLOAT16() && element.getType_length() == Short.BYTES) {
            PrimitiveStringifier half = stringifier(Short.BYTES, LogicalTypeAnnotation.float16Type());
            return reader -> number(Float.parseFloat(half.stringify(reader.getBinary())));
        }
        return null;
    }

    private static PrimitiveStringifier stringifier(int bytes, LogicalTypeAnnotation type) {
        return Types.required(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY)
                .length(bytes)
                .as(type)
                .named("value")
                .stringifier();
    }

    private static boolean isDecimal(SchemaElement element) {
        return element.getConverted_type() == ConvertedType.DECIMAL
                || element.getLogicalType() != null && element.getLogicalType().isSetDECIMAL();
    }

    private static boolean isUnsigned(SchemaElement element) {
        ConvertedType converted = element.getConverted_type();
        LogicalType logical = element.getLogicalType();
        return logical != null && logical.isSetINTEGER()
                ? !logical.getINTEGER().isIsSigned()
                : converted != null && converted.name().startsWith("UINT_");
    }

    private static Function<ColumnReader, String> bigDecimal(SchemaElement element) {
        return reader -> decimal(new BigInteger(reader.getBinary().getBytes()), element);
    }

    private static String decimal(BigInteger unscaled, SchemaElement element) {
        return new BigDecimal(unscaled, element.getScale()).toPlainString();
    }

    private static String number(float value) {
        return isWhole(value) ? Long.toString((long) value) : Float.toString(value);
    }

    private static String number(double value) {
        return isWhole(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private static boolean isWhole(double value) {
        return value == Math.rint(value) && Math.abs(value) <= MOST_WHOLE;
    }
}
