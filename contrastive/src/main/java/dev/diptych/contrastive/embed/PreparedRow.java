package dev.diptych.contrastive.embed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sample that is ready for the towers.
 *
 * @param fields its row of the table
 * @param input float32 [3, S, S]; null where images are not embedded
 * @param thumbnail a small JPEG of the image; null where none is made
 * @param captions those that are embedded; none where captions are not
 */
record PreparedRow(ObjectNode fields, float @Nullable [] input, byte @Nullable [] thumbnail, List<String> captions)
        implements Prepared {
    /** The column of the key, clip-retrieval's name. */
    static final String IMAGE_PATH = "image_path";

    static final String CAPTION = "caption";

    PreparedRow {
        captions = List.copyOf(captions);
    }

    String key() {
        return fields.path(IMAGE_PATH).asText();
    }

    byte[] requireThumbnail() {
        if (thumbnail == null) {
            throw new IllegalStateException("embed: a row without a thumbnail, expected one");
        }
        return thumbnail;
    }

    float[] requireInput() {
        if (input == null) {
            throw new IllegalStateException("embed: a row without an image, expected one");
        }
        return input;
    }
}
