package dev.diptych.contrastive.embed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * A sample that is ready for the towers.
 *
 * @param fields its row of the table
 * @param input float32 [3, S, S]; null where images are not embedded
 * @param caption null where captions are not embedded
 */
record PreparedRow(
        ObjectNode fields,
        float @Nullable [] input,
        @Nullable String caption) implements Prepared {
    /** The column of the key, clip-retrieval's name. */
    static final String IMAGE_PATH = "image_path";

    static final String CAPTION = "caption";

    float[] requireInput() {
        if (input == null) {
            throw new IllegalStateException("embed: a row without an image, expected one");
        }
        return input;
    }

    String requireCaption() {
        if (caption == null) {
            throw new IllegalStateException("embed: a row without a caption, expected one");
        }
        return caption;
    }
}
