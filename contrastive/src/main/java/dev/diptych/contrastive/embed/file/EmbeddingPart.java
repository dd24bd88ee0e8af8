package dev.diptych.contrastive.embed.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The files of some rows of embeddings, which have a number in common.
 *
 * @param vectors the files of vectors, of each kind that was asked for; those of the first are there
 * @param table what their rows are; it may not be there
 */
public record EmbeddingPart(List<Path> vectors, Path table) {
    private static final String EXTENSION = ".npy";

    public EmbeddingPart {
        vectors = List.copyOf(vectors);
    }

    /**
     * Lists the parts of a folder that {@code diptych embed} or clip-retrieval wrote, by their numbers.
     *
     * @param kinds such as {@link EmbeddingFolder#IMAGES}; the first says which numbers there are
     * @param metadata the folder of the tables
     */
    public static List<EmbeddingPart> list(Path folder, List<String> kinds, String metadata) throws IOException {
        String first = kinds.get(0);
        return NumberedFiles.in(folder.resolve(first), EXTENSION).stream()
                .map(file -> file.getFileName().toString())
                .filter(name -> name.startsWith(first))
                .map(name -> name.substring(first.length(), name.length() - EXTENSION.length()))
                .map(number -> new EmbeddingPart(
                        kinds.stream()
                                .map(kind -> folder.resolve(kind).resolve(kind + number + EXTENSION))
                                .toList(),
                        folder.resolve(metadata).resolve(metadata + number + ".parquet")))
                .toList();
    }
}
