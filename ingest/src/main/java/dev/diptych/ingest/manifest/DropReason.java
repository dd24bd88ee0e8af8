package dev.diptych.ingest.manifest;

import dev.diptych.image.ImageException;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.caption.CaptionText;
import java.util.Locale;
import java.util.Objects;

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
    /** The image's captions fit it less well than is asked for. */
    LOW_SCORE,
    /** The image stands in no shard, or the shard's score file has no score for it. */
    NO_SCORE,
    /** A caption file is not what its extension says. */
    BAD_CAPTION_FILE,
    /** A caption has no image. */
    CAPTION_WITHOUT_IMAGE,
    /** A caption of an image is empty once it is clean. */
    EMPTY_CAPTION,
    /** A caption of an image is too long. */
    CAPTION_TOO_LONG,
    /** A caption of an image was no UTF-8. */
    CAPTION_NOT_TEXT,
    /** A caption file of an image is not what its extension says, and others have its captions. */
    IGNORED_CAPTION_FILE,
    /** An image has more captions than are used. */
    TOO_MANY_CAPTIONS,
    /** A row of a table breaks its format's rules. */
    BAD_TABLE_ROW,
    /** An archive, or one in it, cannot be read at all, or not from there on. */
    DAMAGED_ARCHIVE,
    /** An archive expands as only bombs do, and is not read on. */
    ARCHIVE_BOMB,
    /** An archive has too many members, and is not read on. */
    TOO_MANY_MEMBERS,
    /** An archive in an archive in an archive. */
    NESTED_TOO_DEEP,
    /** A row of a table names a file that is not there. */
    NO_FILE,
    /** The member is a link. */
    LINK,
    /** The member's name leads out of its archive or folder. */
    UNSAFE_NAME,
    /** The archive's member, or all of its members, are encrypted or compressed in a way that is not read. */
    UNSUPPORTED_MEMBER,
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

    /** Whether the image could not be decoded or is not of the size that is asked for: img2dataset's failure to resize. */
    public boolean isOfDecoding() {
        return compareTo(EMPTY_FILE) >= 0 && compareTo(ASPECT_RATIO_TOO_LARGE) <= 0;
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
        return switch (e.reason()) {
            case TOO_LARGE -> FILE_TOO_LARGE;
            case MISSING -> NO_FILE;
            case LINK -> LINK;
            case UNSAFE_NAME -> UNSAFE_NAME;
            case UNSUPPORTED -> UNSUPPORTED_MEMBER;
            case EXPANDS_TOO_FAR -> ARCHIVE_BOMB;
            case TOO_MANY_MEMBERS -> TOO_MANY_MEMBERS;
            case NESTED_TOO_DEEP -> NESTED_TOO_DEEP;
            case EMPTY,
                    UNKNOWN_FORMAT,
                    TRUNCATED,
                    CORRUPT,
                    BAD_TABLE,
                    UNREADABLE,
                    OUTPUT_NOT_EMPTY,
                    OUTPUT_OF_ANOTHER_RUN,
                    UNWRITABLE -> DAMAGED_MEMBER;
        };
    }

    /** Returns why a place in an archive that is no image cannot be read. */
    public static DropReason ofArchive(IngestException e) {
        DropReason reason = of(e);
        return reason.isImage() && reason != UNSUPPORTED_MEMBER ? DAMAGED_ARCHIVE : reason;
    }

    /** Returns why a caption is not used. */
    public static DropReason of(CaptionText caption) {
        return switch (Objects.requireNonNull(caption.problem())) {
            case EMPTY -> EMPTY_CAPTION;
            case TOO_LONG -> CAPTION_TOO_LONG;
            case NOT_TEXT -> CAPTION_NOT_TEXT;
        };
    }

    /** Returns whether it speaks of an image, not of a caption, a row or an archive. */
    public boolean isImage() {
        return switch (this) {
            case CAPTION_WITHOUT_IMAGE,
                    EMPTY_CAPTION,
                    CAPTION_TOO_LONG,
                    CAPTION_NOT_TEXT,
                    IGNORED_CAPTION_FILE,
                    TOO_MANY_CAPTIONS,
                    BAD_TABLE_ROW,
                    DAMAGED_ARCHIVE,
                    ARCHIVE_BOMB,
                    TOO_MANY_MEMBERS,
                    NESTED_TOO_DEEP -> false;
            case NO_CAPTION,
                    NO_TABLE_ROW,
                    FILTERED,
                    DUPLICATE_KEY,
                    LOW_SCORE,
                    NO_SCORE,
                    BAD_CAPTION_FILE,
                    FILE_TOO_LARGE,
                    DAMAGED_MEMBER,
                    NO_FILE,
                    LINK,
                    UNSAFE_NAME,
                    UNSUPPORTED_MEMBER,
                    EMPTY_FILE,
                    NOT_AN_IMAGE,
                    UNSUPPORTED_IMAGE,
                    TOO_MANY_PIXELS,
                    TRUNCATED_IMAGE,
                    CORRUPT_IMAGE,
                    OUT_OF_MEMORY,
                    IMAGE_TOO_SMALL,
                    AREA_TOO_LARGE,
                    ASPECT_RATIO_TOO_LARGE,
                    DUPLICATE_IMAGE,
                    NEAR_DUPLICATE_IMAGE,
                    IN_EVALUATION_SET -> true;
        };
    }

    /** Returns whether it speaks of a whole member, not of a caption or a row that stands for none. */
    public boolean isMember() {
        return this != CAPTION_WITHOUT_IMAGE
                && this != EMPTY_CAPTION
                && this != CAPTION_TOO_LONG
                && this != CAPTION_NOT_TEXT
                && this != IGNORED_CAPTION_FILE
                && this != TOO_MANY_CAPTIONS
                && this != BAD_TABLE_ROW;
    }
}
