package dev.diptych.contrastive.embed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sample that is ready for the towers.
 *
 * @param fields its row of the table
 * @param input float32 [3, S, S]; null where images are not embedded
 * @param captions those that are embedded; none where captions are not
 */
record PreparedRow(ObjectNode fields, float @Nullable [] input, List<String> captions) implements Prepared {
    /** The column of the key, clip-retrieval's name. */
    static final String IMAGE_PATH = "image_path";

    static final String CAPTION = "caption";

    PreparedRow {
        captions = List.copyOf(captions);
    }

    String key() {
        return fields.path(IMAGE_PATH).asText();
    }

    float[] requireInput() {
        if (input == null) {
            throw new IllegalStateException("embed: a row without an image, expected one");
        }
        return input;
    }
}
