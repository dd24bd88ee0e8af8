package dev.diptych.ingest.shard;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The members of a shard that share one key.
 *
 * @param key the member names up to the first dot of the base name
 * @param members contents by extension (in lower case, without the leading dot), in the order of the shard; the arrays
 *     are owned by the sample, not copied
 */
public record Sample(String key, Map<String, byte[]> members) {
    private static final Set<String> IMAGES =
            Set.of("jpg", "jpeg", "jpe", "jfif", "pjpeg", "png", "webp", "gif", "bmp", "tif", "tiff");

    /** Returns whether an extension is that of an image. */
    public static boolean isImage(String extension) {
        return IMAGES.contains(extension);
    }

    /** Returns the extensions of images. */
    public static Set<String> imageExtensions() {
        return IMAGES;
    }

    /** Returns the encoded bytes of the first member with an image's extension. */
    public Optional<byte[]> image() {
        return members.entrySet().stream()
                .filter(member -> isImage(member.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** Returns the member {@code txt}, stripped. */
    public Optional<String> text() {
        return Optional.ofNullable(members.get("txt")).map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip());
    }

    @Override
    public String toString() {
        return "Sample " + key + " " + members.keySet();
    }
}
