package dev.diptych.search.build;

import dev.diptych.contrastive.embed.file.EmbeddingFolder;
import dev.diptych.contrastive.embed.file.NpyFile;
import dev.diptych.contrastive.embed.file.NumberedFiles;
import dev.diptych.file.Sha256;
import dev.diptych.search.index.IndexException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The embeddings of images in clip-retrieval's layout.
 *
 * @param parts in the order of their numbers
 * @param dimensions D
 */
record EmbeddingFiles(List<Part> parts, int dimensions) {
    /** A file of vectors, and the table of what its rows are. */
    record Part(NpyFile vectors, Path file, Path table) {}

    EmbeddingFiles {
        parts = List.copyOf(parts);
    }

    /**
     * Opens what is in a folder.
     *
     * @throws IndexException if it holds no such files, or they do not go together
     * @throws dev.diptych.contrastive.embed.file.NpyException if a file of vectors cannot be read
     */
    static EmbeddingFiles in(Path folder) throws IOException {
        Path images = folder.resolve(EmbeddingFolder.IMAGES);
        Path tables = folder.resolve(EmbeddingFolder.METADATA);
        if (!Files.isDirectory(images) || !Files.isDirectory(tables)) {
            throw IndexException.making(
                    folder.toString(),
                    "no folders " + EmbeddingFolder.IMAGES + " and " + EmbeddingFolder.METADATA
                            + ", expected embeddings of images, as diptych embed and clip_inference write them");
        }
        List<Path> vectors = NumberedFiles.in(images, ".npy");
        List<Path> metadata = NumberedFiles.in(tables, ".parquet");
        if (vectors.isEmpty() || vectors.size() != metadata.size()) {
            throw IndexException.making(
                    folder.toString(),
                    vectors.size() + " files of vectors and " + metadata.size()
                            + " tables, expected one of each for every partition");
        }
        List<Part> parts = IntStream.range(0, vectors.size())
                .mapToObj(i -> new Part(NpyFile.open(vectors.get(i)), vectors.get(i), metadata.get(i)))
                .toList();
        long dimensions = parts.get(0).vectors().columns();
        long rows = 0;
        for (Part part : parts) {
            if (!part.vectors().isMatrix() || part.vectors().columns() != dimensions || dimensions < 1) {
                throw IndexException.making(
                        part.file().toString(),
                        part.vectors().rows() + " rows of " + part.vectors().columns()
                                + " numbers, expected a matrix of float16, float32 or float64 of " + dimensions
                                + " columns");
            }
            rows += part.vectors().rows();
        }
        if (rows == 0 || rows > Integer.MAX_VALUE - 8 || dimensions > 1 << 16) {
            throw IndexException.making(
                    folder.toString(),
                    rows + " rows of " + dimensions + ", expected at least one, and at most 2^31 of 2^16");
        }
        return new EmbeddingFiles(parts, (int) dimensions);
    }

    /** A hash of the names, sizes and times of the files. */
    String stamp() throws IOException {
        MessageDigest digest = Sha256.begin();
        for (Part part : parts) {
            for (Path file : List.of(part.file(), part.table())) {
                Sha256.add(
                        digest,
                        file.getFileName() + "\t" + Files.size(file) + "\t" + Files.getLastModifiedTime(file) + "\n");
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** N. */
    int count() {
        return (int) parts.stream().mapToLong(part -> part.vectors().rows()).sum();
    }

    /** The rows of each part. */
    List<Integer> rows() {
        return parts.stream().map(part -> (int) part.vectors().rows()).toList();
    }
}
