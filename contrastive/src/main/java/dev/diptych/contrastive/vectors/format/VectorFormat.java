package dev.diptych.contrastive.vectors.format;

import dev.diptych.contrastive.vectors.row.VectorExportException;
import dev.diptych.contrastive.vectors.row.VectorSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The engines, with what each of them can hold. */
public enum VectorFormat {
    /** OpenSearch, by its plugin k-NN. */
    OPENSEARCH(16_000, VectorType.FLOAT32, EnumSet.allOf(VectorType.class), List.of()),
    /** Elasticsearch 8 or later. */
    ELASTICSEARCH(4_096, VectorType.INT8, EnumSet.of(VectorType.FLOAT32, VectorType.INT8), List.of()),
    /** Vespa. */
    VESPA(
            Integer.MAX_VALUE,
            VectorType.FLOAT32,
            EnumSet.of(VectorType.FLOAT32, VectorType.FLOAT16),
            List.of("documentid", "sddocname", "relevance", "relevancy", "rankfeatures", "summaryfeatures")),
    /** Qdrant. */
    QDRANT(65_535, VectorType.FLOAT32, EnumSet.allOf(VectorType.class), List.of()),
    /** Faiss. */
    FAISS(Integer.MAX_VALUE, VectorType.FLOAT32, EnumSet.of(VectorType.FLOAT32), List.of()),
    /** PostgreSQL with pgvector; its columns of the system cannot be a table's. */
    PGVECTOR(
            4_000,
            VectorType.FLOAT32,
            EnumSet.of(VectorType.FLOAT32, VectorType.FLOAT16),
            List.of("tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"));

    private final int mostDimensions;
    private final VectorType usual;
    private final Set<VectorType> types;
    private final List<String> reserved;

    VectorFormat(int mostDimensions, VectorType usual, Set<VectorType> types, List<String> reserved) {
        this.mostDimensions = mostDimensions;
        this.usual = usual;
        this.types = types;
        this.reserved = reserved;
    }

    /**
     * How to write.
     *
     * @param maxFileBytes of a file that is sent as one request
     * @param largest the largest magnitude of a component, where {@link VectorFormat#scales}
     */
    public record Options(VectorType type, long maxFileBytes, float largest) {}

    /** The type that it has where none is asked for. */
    public VectorType usualType() {
        return usual;
    }

    /** Names that no field can have, in small letters. */
    public List<String> reserved() {
        return reserved;
    }

    /** Whether vectors are written as bytes, so that their largest component must be known before. */
    public boolean scales(VectorType type) {
        return this == OPENSEARCH && type == VectorType.INT8;
    }

    /** The engine's name for the command line. */
    public String option() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Checks that the engine can search such vectors.
     *
     * @param where the vectors come from
     * @throws VectorExportException if it cannot
     */
    public void require(String where, int dimensions, VectorType type) {
        if (!types.contains(type)) {
            throw new VectorExportException(
                    where, type + " for " + option() + ", expected one of " + types + ", which it can index");
        }
        if (dimensions > mostDimensions) {
            throw new VectorExportException(
                    where,
                    "vectors of " + dimensions + " numbers, expected at most " + mostDimensions + ", which " + option()
                            + " can index; cut them, if the model was trained for that");
        }
    }

    /** Begins to write into a folder that is there. */
    public VectorWriter open(Path folder, VectorSchema schema, Options options) throws IOException {
        return switch (this) {
            case OPENSEARCH -> BulkWriter.openSearch(folder, schema, options);
            case ELASTICSEARCH -> BulkWriter.elasticsearch(folder, schema, options);
            case VESPA -> new VespaWriter(folder, schema, options);
            case QDRANT -> new QdrantWriter(folder, schema, options);
            case FAISS -> new FaissWriter(folder, schema);
            case PGVECTOR -> new PgvectorWriter(folder, schema, options);
        };
    }
}
