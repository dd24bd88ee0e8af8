package dev.diptych.search.build;

import dev.diptych.contrastive.embed.file.NpyRows;
import dev.diptych.file.RecordWriter;
import dev.diptych.file.Sha256;
import dev.diptych.ingest.parquet.ParquetTable;
import dev.diptych.search.build.EmbeddingFiles.Part;
import dev.diptych.search.index.IndexException;
import dev.diptych.search.index.IndexFolder;
import dev.diptych.search.index.RowRecord;
import dev.diptych.search.index.StoredVectors;
import dev.diptych.search.scan.QuantizedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;

/** Lays embeddings out as a search reads them: vectors, the same in int8, and what the rows are. */
final class Layout {
    private static final int ROWS = 1 << 10; // at a time
    private static final int ID_BYTES = 16;

    private final EmbeddingFiles source;
    private final IndexFolder folder;
    private final Set<String> fields = new LinkedHashSet<>();
    private final MessageDigest digest = Sha256.begin();

    Layout(EmbeddingFiles source, IndexFolder folder) {
        this.source = source;
        this.folder = folder;
    }

    /**
     * Writes the files.
     *
     * @param progress is told how many rows are done
     * @return the index' id
     * @throws IndexException if a vector is not of unit length, or a table has other rows than its vectors
     */
    String write(LongConsumer progress) throws IOException {
        try (VectorWriter vectors = new VectorWriter(folder.vectors(), source.dimensions(), digest);
                QuantizedWriter quantized = new QuantizedWriter(folder.quantized(), source.dimensions());
                RecordWriter rows = new RecordWriter(folder.rows())) {
            long done = 0;
            for (Part part : source.parts()) {
                done += copy(part, vectors, quantized);
                requireRows(part, describe(part, rows));
                progress.accept(done);
            }
            byte[] hash = digest.digest();
            String id = HexFormat.of().formatHex(hash, 0, ID_BYTES);
            vectors.finish(id);
            quantized.finish(id);
            rows.add(id.getBytes(StandardCharsets.UTF_8));
            rows.finish();
            return id;
        }
    }

    /** The names of the tables' columns. */
    List<String> fields() {
        return new ArrayList<>(fields);
    }

    private long copy(Part part, VectorWriter vectors, QuantizedWriter quantized) throws IOException {
        int dimensions = source.dimensions();
        float[] block = new float[ROWS * dimensions];
        long done = 0;
        try (NpyRows rows = part.vectors().rowByRow()) {
            for (int count = rows.next(block); count > 0; count = rows.next(block)) {
                for (int row = 0; row < count; row++) {
                    requireUnit(part, done + row, StoredVectors.squares(block, row * dimensions, dimensions));
                }
                vectors.add(block, count);
                quantized.add(block, count);
                done += count;
            }
        }
        return done;
    }

    private static void requireUnit(Part part, long row, double squares) {
        if (!StoredVectors.isUnit(squares)) {
            throw IndexException.making(
                    part.file().toString(),
                    "row " + row + ": a vector of length " + Math.sqrt(squares)
                            + ", expected 1; divide each by its length, as diptych embed does");
        }
    }

    private static void requireRows(Part part, long described) {
        if (described != part.vectors().rows()) {
            throw IndexException.making(
                    part.table().toString(),
                    described + " rows, expected " + part.vectors().rows() + ", as " + part.file() + " has");
        }
    }

    private long describe(Part part, RecordWriter rows) throws IOException {
        ParquetTable table =
                ParquetTable.open(part.table(), "the metadata of " + part.file().getFileName());
        fields.addAll(table.columns());
        Iterator<Map<String, List<String>>> cells = table.rows(column -> true);
        long count = 0;
        for (; cells.hasNext(); count++) {
            byte[] record = new RowRecord(cells.next()).bytes();
            digest.update(record);
            rows.add(record);
        }
        return count;
    }
}
