package dev.diptych.search.index;

import java.nio.file.Path;

/**
 * Where the files of an index lie.
 *
 * @param folder the index
 */
public record IndexFolder(Path folder) {
    /** What is written last: without it there is no index. */
    public Path manifest() {
        return folder.resolve("index.json");
    }

    /** float32 [N, D], see {@link VectorHeader} for what stands before. */
    public Path vectors() {
        return folder.resolve("vectors.f32");
    }

    /** The same in int8, for a first pass. */
    public Path quantized() {
        return folder.resolve("vectors.i8");
    }

    /** A JSON object for each row. */
    public Path rows() {
        return folder.resolve("rows.records");
    }

    /** The model that makes the queries' vectors. */
    public Path model() {
        return folder.resolve("model");
    }

    /** A file of small JPEGs for each partition. */
    public Path thumbnails() {
        return folder.resolve("thumbnails");
    }

    /** The graph of neighbours, where there is one. */
    public Path graph() {
        return folder.resolve("hnsw");
    }

    /** What {@code diptych embed} would have written; a search reads none of it. */
    public Path embeddings() {
        return folder.resolve("embeddings");
    }
}
