package dev.diptych.contrastive.vectors.format;

import com.fasterxml.jackson.core.io.NumberOutput;
import dev.diptych.contrastive.vectors.row.MetadataField;
import dev.diptych.contrastive.vectors.row.VectorRow;
import dev.diptych.contrastive.vectors.row.VectorSchema;
import dev.diptych.file.Trouble;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A table of PostgreSQL with pgvector: {@code schema.sql}, {@code rows.copy} in COPY's text format, {@code index.sql}, and
 * {@code load.sql}, by which psql runs the three.
 */
final class PgvectorWriter implements VectorWriter {
    private static final String ROWS = "rows.copy";

    private final VectorSchema schema;
    private final Path file;
    private final Writer out;

    PgvectorWriter(Path folder, VectorSchema schema, VectorFormat.Options options) throws IOException {
        this.schema = schema;
        boolean half = PgvectorSql.isHalf(schema, options.type());
        Files.writeString(folder.resolve("schema.sql"), PgvectorSql.schema(schema, half));
        Files.writeString(folder.resolve("index.sql"), PgvectorSql.index(schema, half));
        Files.writeString(folder.resolve("load.sql"), PgvectorSql.load(schema, ROWS));
        this.file = folder.resolve(ROWS);
        this.out = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
    }

    @Override
    public void add(VectorRow row) throws IOException {
        StringBuilder line = new StringBuilder();
        line.append(row.id());
        for (float[] vector : row.vectors()) {
            line.append("\t[");
            for (int i = 0; i < vector.length; i++) {
                line.append(i == 0 ? "" : ",").append(NumberOutput.toString(vector[i], true));
            }
            line.append(']');
        }
        for (MetadataField field : schema.fields()) {
            line.append('\t').append(CopyText.cell(field, row.cells().getOrDefault(field.column(), List.of())));
        }
        try {
            out.append(line.append('\n'));
        } catch (IOException e) {
            throw Trouble.named(file, e);
        }
    }

    @Override
    public void finish() throws IOException {
        close();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
