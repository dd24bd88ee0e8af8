package dev.diptych.ingest.parquet;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.apache.parquet.VersionParser.ParsedVersion;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReaderImpl;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.jspecify.annotations.Nullable;

/** The values of one column in one row group, row after row, as text. */
final class ColumnValues {
    private final LeafColumn column;
    private final Function<ColumnReader, String> text;
    private final ColumnReader reader;
    private final int present;
    private long left;

    ColumnValues(LeafColumn column, PageReader pages, @Nullable ParsedVersion writer) {
        this.column = column;
        this.text = Objects.requireNonNull(column.text());
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
                values.add(text.apply(reader));
            }
            reader.consume();
        } while (left > 0 && reader.getCurrentRepetitionLevel() > 0);
        return values;
    }
}
