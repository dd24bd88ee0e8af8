package dev.diptych.contrastive.vectors;

import dev.diptych.contrastive.embed.file.EmbeddingPart;
import dev.diptych.contrastive.embed.file.NpyFile;
import dev.diptych.contrastive.embed.file.NpyRows;
import dev.diptych.contrastive.vectors.row.VectorExportException;
import dev.diptych.contrastive.vectors.row.VectorRow;
import dev.diptych.file.Trouble;
import dev.diptych.ingest.parquet.ParquetTable;
import dev.diptych.ingest.parquet.TableColumn.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The rows of embeddings in files of {@code diptych embed} or clip-retrieval, read one after the other as often as asked for. */
final class VectorSource {
    private static final String EXPECTED = ", expected the output of diptych embed";

    private static final long MOST = 1 << 20; // numbers of a vector

    private final List<EmbeddingPart> parts;
    private final Map<String, Kind> columns = new LinkedHashMap<>();
    private int dimensions;
    private long rows;

    private VectorSource(List<EmbeddingPart> parts) {
        this.parts = parts;
    }

    /** Takes rows in their order. */
    interface Sink {
        void take(VectorRow row) throws IOException;
    }

    /**
     * Opens every file and checks that they go together.
     *
     * @throws VectorExportException if they do not, or there are none
     * @throws dev.diptych.contrastive.embed.file.NpyException if a file of vectors cannot be read
     * @throws dev.diptych.ingest.IngestException if a table cannot
     */
    static VectorSource open(Path folder, VectorKind kind) {
        VectorSource source;
        try {
            source = new VectorSource(EmbeddingPart.list(folder, kind.folders(), kind.metadata(folder)));
        } catch (IOException e) {
            throw new VectorExportException(
                    folder.resolve(kind.folders().get(0)).toString(), Trouble.said(e) + EXPECTED);
        }
        source.parts.forEach(source::check);
        if (source.rows == 0) {
            throw new VectorExportException(folder.toString(), "no vectors" + EXPECTED);
        }
        return source;
    }

    private void check(EmbeddingPart part) {
        Path first = part.vectors().get(0);
        ParquetTable table = ParquetTable.open(part.table(), "the metadata of " + first.getFileName());
        for (Path path : part.vectors()) {
            NpyFile file = NpyFile.open(path);
            long expected = dimensions == 0 ? file.columns() : dimensions;
            if (!file.isMatrix() || file.columns() != expected || expected < 1 || expected > MOST) {
                throw new VectorExportException(
                        path.toString(),
                        file.rows() + " rows of " + file.columns()
                                + " numbers, expected a matrix of float16, float32 or float64"
                                + (dimensions == 0 ? "" : " of " + dimensions + " columns, as the others"));
            }
            dimensions = (int) expected;
            if (file.rows() != table.rows()) {
                throw new VectorExportException(
                        path.toString(), file.rows() + " rows, expected " + table.rows() + " as " + part.table());
            }
        }
        table.kinds().forEach((column, held) -> columns.merge(column, held, Kind::or));
        rows += table.rows();
    }

    int dimensions() {
        return dimensions;
    }

    long rows() {
        return rows;
    }

    /** The columns of all tables, with what they hold in all. */
    Map<String, Kind> columns() {
        return columns;
    }

    /**
     * Hands on every row.
     *
     * @param kept components of each vector, from the first
     * @throws VectorExportException if those of a vector are all 0
     */
    void read(int kept, Predicate<String> wanted, Sink sink) throws IOException {
        long id = 0;
        for (EmbeddingPart part : parts) {
            Iterator<Map<String, List<String>>> cells =
                    ParquetTable.open(part.table(), "a table").rows(wanted);
            List<NpyRows> open = new ArrayList<>();
            try {
                part.vectors().forEach(path -> open.add(NpyFile.open(path).rowByRow()));
                long count = NpyFile.open(part.vectors().get(0)).rows();
                for (long row = 0; row < count; row++) {
                    if (!cells.hasNext()) {
                        throw new VectorExportException(
                                part.table().toString(), row + " rows, expected " + count + " as it says it has");
                    }
                    List<float[]> vectors = new ArrayList<>();
                    for (int i = 0; i < open.size(); i++) {
                        vectors.add(next(open.get(i), kept, part.vectors().get(i), row));
                    }
                    sink.take(new VectorRow(id++, vectors, cells.next()));
                }
            } finally {
                open.forEach(NpyRows::close);
            }
        }
    }

    private float[] next(NpyRows rows, int kept, Path path, long row) {
        float[] whole = new float[dimensions];
        rows.next(whole);
        float[] unit = UnitVectors.of(whole, kept);
        if (unit.length == 0) {
            throw new VectorExportException(
                    path.toString(), "row " + row + ": " + kept + " numbers that are all 0, expected a direction");
        }
        return unit;
    }
}
