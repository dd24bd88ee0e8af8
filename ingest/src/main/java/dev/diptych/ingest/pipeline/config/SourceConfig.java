package dev.diptych.ingest.pipeline.config;

import dev.diptych.ingest.archive.Archive;
import dev.diptych.ingest.archive.ReadOptions;
import dev.diptych.ingest.caption.CaptionFile.TextLines;
import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.table.Captions;
import dev.diptych.ingest.table.KeyTransform;
import dev.diptych.ingest.table.TableConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An archive or folder, and which of its members are images.
 *
 * @param archive the archive or folder, or {@link Archive#STANDARD_INPUT}; with {@code rows}, the folder that their paths
 *     start from
 * @param images matched against a member's whole name; its group {@code key} is the image's key
 * @param keyTransforms done to the key, in order
 * @param lines how text files beside the images hold captions
 * @param rows a table whose keys are the paths of the images, in its order; null if the archive's own members are taken
 */
public record SourceConfig(
        Path archive,
        Pattern images,
        List<KeyTransform> keyTransforms,
        TextLines lines,
        @Nullable TableConfig rows) {
    /** Any file with an image's extension; the key is its path without that. */
    public static final String ANY_IMAGE = "(?i)(?<key>.+)\\.(?:jpe?g|jpe|pjpeg|jfif|png|webp|gif|bmp|tiff?)";

    private static final Pattern ANY_FILE = Pattern.compile("(?<key>.*)", Pattern.DOTALL);

    /** Returns a source of an archive's own members. */
    public static SourceConfig of(Path archive, Pattern images, List<KeyTransform> keyTransforms) {
        return new SourceConfig(archive, images, keyTransforms, TextLines.WHOLE, null);
    }

    /** Returns a source of the files that a table's rows name, their captions in the same rows. */
    public static SourceConfig listed(Path folder, TableConfig rows) {
        return new SourceConfig(folder, ANY_FILE, List.of(), TextLines.WHOLE, rows);
    }

    public SourceConfig {
        keyTransforms = List.copyOf(keyTransforms);
        if (!hasKey(images)) {
            throw new IllegalArgumentException(
                    "images: '" + images + "', expected a regular expression with (?<key>...)");
        }
    }

    /** Returns whether it can be read only once. */
    public boolean isStream() {
        return archive.equals(Archive.STANDARD_INPUT);
    }

    /**
     * Opens it.
     *
     * @param captions of this source
     */
    public Archive open(Captions captions, FolderListings folders, ReadOptions options) {
        if (rows != null) {
            return Archive.listed(archive, captions.keys(), options);
        }
        return Files.isDirectory(archive) ? Archive.of(folders.of(archive), options) : Archive.open(archive, options);
    }

    /** Returns a member's key, or nothing if the member is not one of the images. */
    public Optional<String> key(String member) {
        String key = images.pattern().equals(ANY_IMAGE) ? keyOfAnyImage(member) : matched(member);
        if (key == null) {
            return Optional.empty();
        }
        for (KeyTransform transform : keyTransforms) {
            key = transform.apply(key);
        }
        return Optional.of(key);
    }

    private @Nullable String matched(String member) {
        Matcher matcher = images.matcher(member);
        return matcher.matches() ? matcher.group("key") : null;
    }

    /** What {@link #ANY_IMAGE} matches, without a regular expression for each of a million files. */
    private static @Nullable String keyOfAnyImage(String member) {
        int dot = member.lastIndexOf('.');
        boolean image = dot > 0 && Sample.isImage(member.substring(dot + 1).toLowerCase(Locale.ROOT));
        return image ? member.substring(0, dot) : null;
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
