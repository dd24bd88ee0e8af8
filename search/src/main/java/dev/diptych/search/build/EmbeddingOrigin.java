package dev.diptych.search.build;

import com.fasterxml.jackson.databind.JsonNode;
import dev.diptych.config.json.JsonDocument;
import dev.diptych.config.json.JsonException;
import dev.diptych.search.index.IndexException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What {@code embeddings.json} says of who made them.
 *
 * @param model a fingerprint; empty where nothing is known
 */
record EmbeddingOrigin(String model) {
    private static final long LARGEST = 1 << 20;

    /** Reads a file; where there is none, or none that can be read, nothing is known. */
    static EmbeddingOrigin read(Path file) {
        if (!Files.exists(file)) {
            return new EmbeddingOrigin("");
        }
        try {
            JsonNode json = JsonDocument.tree(file, LARGEST);
            return new EmbeddingOrigin(json.path("model").asText());
        } catch (JsonException e) {
            return new EmbeddingOrigin("");
        }
    }

    /**
     * Checks whose embeddings they are.
     *
     * @param fingerprint of the model that is to have made them
     * @throws IndexException if they are another model's
     */
    void require(String fingerprint, Path embeddings) {
        if (!this.model.isEmpty() && !this.model.equals(fingerprint)) {
            throw IndexException.making(
                    embeddings.toString(), "vectors of model " + this.model + ", expected of " + fingerprint);
        }
    }
}
