package dev.diptych.contrastive.embed.input;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one row is made of, as it is read.
 *
 * @param key the sample's key, or the picture's path
 * @param image the image file's contents; null where there is none
 * @param beside the contents of the caption files beside it, by extension
 * @param problem why it, or the rest of a shard, could not be read; null where it was
 */
public record EmbedSample(
        String key,
        byte @Nullable [] image,
        Map<String, byte[]> beside,
        @Nullable String problem) {
    public EmbedSample(String key, byte @Nullable [] image, Map<String, byte[]> beside) {
        this(key, image, beside, null);
    }

    public static EmbedSample unread(String key, String problem) {
        return new EmbedSample(key, null, Map.of(), problem);
    }

    /** The bytes that it holds. */
    public long bytes() {
        long texts = beside.values().stream().mapToLong(text -> text.length).sum();
        return texts + (image == null ? 0 : image.length);
    }
}
