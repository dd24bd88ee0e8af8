package dev.diptych.contrastive.vectors;

import dev.diptych.contrastive.embed.file.EmbeddingFolder;
import dev.diptych.contrastive.vectors.row.VectorExportException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Which vectors of a folder are exported. */
public enum VectorKind {
    IMAGE(List.of(EmbeddingFolder.IMAGES), List.of("image_vector")),
    TEXT(List.of(EmbeddingFolder.TEXTS), List.of("text_vector")),
    /** An image's and its caption's, two vectors to a row. */
    BOTH(List.of(EmbeddingFolder.IMAGES, EmbeddingFolder.TEXTS), List.of("image_vector", "text_vector"));

    private final List<String> folders;
    private final List<String> fields;

    VectorKind(List<String> folders, List<String> fields) {
        this.folders = folders;
        this.fields = fields;
    }

    /** The folders of the vectors' files. */
    List<String> folders() {
        return folders;
    }

    /** The fields that the vectors become. */
    List<String> fields() {
        return fields;
    }

    /** Images where there are any, else texts. */
    public static VectorKind usual(Path embeddings) {
        return Files.isDirectory(embeddings.resolve(EmbeddingFolder.IMAGES)) ? IMAGE : TEXT;
    }

    /**
     * The folder of the tables.
     *
     * @throws VectorExportException if images and texts have one each, so that their rows do not belong together
     */
    String metadata(Path embeddings) {
        boolean apart = Files.isDirectory(embeddings.resolve(EmbeddingFolder.TEXT_METADATA));
        if (this == BOTH && apart) {
            throw new VectorExportException(
                    embeddings.toString(),
                    "texts with a " + EmbeddingFolder.TEXT_METADATA
                            + " of their own, expected captions of the images; export images and texts one by one");
        }
        return this == TEXT && apart ? EmbeddingFolder.TEXT_METADATA : EmbeddingFolder.METADATA;
    }
}
