package dev.diptych.ingest.pipeline;

import dev.diptych.ingest.table.KeyTransform;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An archive or folder, and which of its members are images.
 *
 * @param archive the archive or folder
 * @param images matched against a member's whole name; its group {@code key} is the image's key
 * @param keyTransforms done to the key, in order
 */
public record SourceConfig(Path archive, Pattern images, List<KeyTransform> keyTransforms) {
    /** Any file with an image's extension; the key is its path without that. */
    public static final String ANY_IMAGE = "(?i)(?<key>.+)\\.(?:jpe?g|png|webp|gif|bmp|tiff?)";

    public SourceConfig {
        keyTransforms = List.copyOf(keyTransforms);
        if (!hasKey(images)) {
            throw new IllegalArgumentException(
                    "images: '" + images + "', expected a regular expression with (?<key>...)");
        }
    }

    /** Returns a member's key, or nothing if the member is not one of the images. */
    Optional<String> key(String member) {
        Matcher matcher = images.matcher(member);
        if (!matcher.matches() || matcher.group("key") == null) {
            return Optional.empty();
        }
        String key = matcher.group("key");
        for (KeyTransform transform : keyTransforms) {
            key = transform.apply(key);
        }
        return Optional.of(key);
    }

    static boolean hasKey(Pattern pattern) {
        try {
            // A group can only be asked for in a match, so an empty alternative is added that always matches.
            Matcher matcher =
                    Pattern.compile(pattern.pattern() + "|", pattern.flags()).matcher("");
            return matcher.find() && matcher.start("key") >= -1;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
