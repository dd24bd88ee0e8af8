package dev.diptych.contrastive.embed.file;

import dev.diptych.file.OwnFolder;
import dev.diptych.ingest.parquet.ParquetTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the files of a set of rows lie, under the names that clip-retrieval gives them.
 *
 * @param folder the output
 * @param partitions how many files of each kind there will be; all numbers have the digits of this one
 * @param images whether the rows are images
 * @param texts whether the rows are captions
 * @param metadata the folder of the tables: {@code metadata}, or {@code text_metadata} for texts beside images
 */
public record EmbeddingFolder(Path folder, int partitions, boolean images, boolean texts, String metadata) {
    public static final String METADATA = "metadata";
    public static final String TEXT_METADATA = "text_metadata";

    /** The folder of the images' vectors. */
    public static final String IMAGES = "img_emb";
    /** The folder of the texts' vectors. */
    public static final String TEXTS = "text_emb";

    private static final String LEFT_OUT = "left_out";
    private static final List<String> ALL = List.of(IMAGES, TEXTS, METADATA, TEXT_METADATA, LEFT_OUT);
    private static final Pattern NUMBERED = Pattern.compile("_\\d+\\.(npy|parquet|jsonl)(\\.rows)?(\\.partial)?");

    public Path imageFile(int partition) {
        return file(IMAGES, partition, "npy");
    }

    public Path textFile(int partition) {
        return file(TEXTS, partition, "npy");
    }

    /** Its table, which is moved into place last. */
    public Path metadataFile(int partition) {
        return file(metadata, partition, "parquet");
    }

    /** A line for each sample without a row; none where all have one. */
    public Path leftOutFile(int partition) {
        return file(LEFT_OUT, partition, "jsonl");
    }

    public void createLeftOut() throws IOException {
        OwnFolder.create(folder.resolve(LEFT_OUT));
    }

    /** The rows of a partition, or -1 where its table or its vectors are not whole or have other rows than each other. */
    public long rows(int partition, int dimensions, NpyType type) throws IOException {
        Path table = metadataFile(partition);
        if (!Files.isRegularFile(table, LinkOption.NOFOLLOW_LINKS)) {
            return -1;
        }
        long rows = ParquetTable.rows(table);
        boolean whole = rows >= 0
                && (!images || NpyWriter.rows(imageFile(partition), dimensions, type) == rows)
                && (!texts || NpyWriter.rows(textFile(partition), dimensions, type) == rows);
        return whole ? rows : -1;
    }

    public void create() throws IOException {
        OwnFolder.create(folder.resolve(metadata));
        if (images) {
            OwnFolder.create(folder.resolve(IMAGES));
            OwnFolder.require(folder.resolve(LEFT_OUT));
        }
        if (texts) {
            OwnFolder.create(folder.resolve(TEXTS));
        }
    }

    /** Whether {@code output} holds files under the names of embeddings; links to folders are refused. */
    public static boolean holdsEmbeddings(Path output) throws IOException {
        for (String kind : ALL) {
            if (!files(output, kind).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** Deletes the files under the names of embeddings, and no other. */
    public static void clear(Path output) throws IOException {
        for (String kind : ALL) {
            for (Path file : files(output, kind)) {
                Files.delete(file);
            }
            Path folder = output.resolve(kind);
            if (OwnFolder.exists(folder)) {
                try (Stream<Path> left = Files.list(folder)) {
                    if (left.findAny().isPresent()) {
                        continue;
                    }
                }
                Files.delete(folder);
            }
        }
    }

    private static List<Path> files(Path output, String kind) throws IOException {
        Path folder = output.resolve(kind);
        if (!OwnFolder.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> {
                        String name = file.getFileName().toString();
                        return name.startsWith(kind)
                                && NUMBERED.matcher(name.substring(kind.length()))
                                        .matches();
                    })
                    .toList();
        }
    }

    private Path file(String kind, int partition, String extension) {
        int digits = Integer.toString(partitions).length();
        String number = Integer.toString(partition);
        return folder.resolve(kind)
                .resolve(kind + "_" + "0".repeat(digits - number.length()) + number + "." + extension);
    }
}
