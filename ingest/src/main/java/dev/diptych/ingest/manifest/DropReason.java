package dev.diptych.ingest.manifest;

import dev.diptych.image.ImageException;
import dev.diptych.ingest.IngestException;
import java.util.Locale;

/** Why an image or a caption is not in the shards. */
public enum DropReason {
    /** The image has a row or caption file, but no caption comes of it. */
    NO_CAPTION,
    /** The image's key is not in the first caption table. */
    NO_TABLE_ROW,
    /** The image's row is rejected by a filter. */
    FILTERED,
    /** The source has an image of this key already. */
    DUPLICATE_KEY,
    /** A caption file is not what its extension says. */
    BAD_CAPTION_FILE,
    /** A caption has no image. */
    CAPTION_WITHOUT_IMAGE,
    /** The file is larger than a member may be. */
    FILE_TOO_LARGE,
    /** The archive's member cannot be read. */
    DAMAGED_MEMBER,
    /** The file has no bytes. */
    EMPTY_FILE,
    /** The file is no image. */
    NOT_AN_IMAGE,
    /** The file is an image of a kind that is not decoded. */
    UNSUPPORTED_IMAGE,
    /** The image has more pixels than is allowed. */
    TOO_MANY_PIXELS,
    /** The image ends too early. */
    TRUNCATED_IMAGE,
    /** The image breaks its format's rules. */
    CORRUPT_IMAGE,
    /** The image needs more memory than there is. */
    OUT_OF_MEMORY,
    /** The image's shorter side is below the least that is asked for. */
    IMAGE_TOO_SMALL,
    /** The image has more pixels than are asked for. */
    AREA_TOO_LARGE,
    /** The image is too long for its width, or too wide for its height. */
    ASPECT_RATIO_TOO_LARGE,
    /** An image with the same bytes is kept already. */
    DUPLICATE_IMAGE,
    /** An image that looks the same is kept already. */
    NEAR_DUPLICATE_IMAGE,
    /** The image, or one that looks the same, stands in the evaluation set. */
    IN_EVALUATION_SET;

    /** Returns how reports spell it. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads what {@link #code()} returned.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static DropReason ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }

    /** Returns why an image that cannot be decoded is left out. */
    public static DropReason of(ImageException e) {
        return switch (e.reason()) {
            case EMPTY -> EMPTY_FILE;
            case NOT_AN_IMAGE -> NOT_AN_IMAGE;
            case UNSUPPORTED_FORMAT -> UNSUPPORTED_IMAGE;
            case TOO_MANY_PIXELS -> TOO_MANY_PIXELS;
            case TRUNCATED -> TRUNCATED_IMAGE;
            case CORRUPT -> CORRUPT_IMAGE;
            case OUT_OF_MEMORY -> OUT_OF_MEMORY;
        };
    }

    /** Returns why a member that cannot be read is left out. */
    public static DropReason of(IngestException e) {
        return e.reason() == IngestException.Reason.TOO_LARGE ? FILE_TOO_LARGE : DAMAGED_MEMBER;
    }
}
