package dev.diptych.ingest.parquet;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.VersionParser.ParsedVersion;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReaderImpl;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.jspecify.annotations.Nullable;

/** The values of one column in one row group, row after row, as text. Dates and times are the numbers that are stored. */
final class ColumnValues {
    private final LeafColumn column;
    private final ColumnReader reader;
    private final int present;
    private long left;

    ColumnValues(LeafColumn column, PageReader pages, @Nullable ParsedVersion writer) {
        this.column = column;
        this.reader = new ColumnReaderImpl(column.descriptor(), pages, new PrimitiveConverter() {}, writer);
        this.present = column.descriptor().getMaxDefinitionLevel();
        this.left = pages.getTotalValueCount();
    }

    /** Returns the values of the next row: none, one, or those of a list. */
    List<String> next() {
        List<String> values = new ArrayList<>(1);
        do {
            if (left-- <= 0) {
                throw new IllegalArgumentException("fewer values than rows in column '" + column.name() + "'");
            }
            if (reader.getCurrentDefinitionLevel() == present) {
                values.add(value());
            }
            reader.consume();
        } while (left > 0 && reader.getCurrentRepetitionLevel() > 0);
        return values;
    }

    private String value() {
        return switch (column.descriptor().getPrimitiveType().getPrimitiveTypeName()) {
            case BINARY ->
                isDecimal()
                        ? decimal(new BigInteger(reader.getBinary().getBytes()))
                        : reader.getBinary().toStringUsingUTF8();
            case INT32 ->
                isDecimal() ? decimal(BigInteger.valueOf(reader.getInteger())) : Integer.toString(reader.getInteger());
            case INT64 -> isDecimal() ? decimal(BigInteger.valueOf(reader.getLong())) : Long.toString(reader.getLong());
            case FLOAT -> Float.toString(reader.getFloat());
            case DOUBLE -> Double.toString(reader.getDouble());
            case BOOLEAN -> Boolean.toString(reader.getBoolean());
            case INT96, FIXED_LEN_BYTE_ARRAY -> throw new IllegalStateException("no readable column");
        };
    }

    private boolean isDecimal() {
        SchemaElement element = column.element();
        return element.getConverted_type() == ConvertedType.DECIMAL
                || element.isSetLogicalType() && element.getLogicalType().isSetDECIMAL();
    }

    private String decimal(BigInteger unscaled) {
        return new BigDecimal(unscaled, column.element().getScale()).toPlainString();
    }
}
