package dev.diptych.ingest.table;

import dev.diptych.ingest.table.dataset.CocoRows;
import dev.diptych.ingest.table.dataset.ImageFolderRows;
import dev.diptych.ingest.table.dataset.KarpathyRows;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The formats of caption tables. */
public enum TableFormat {
    /** An array of objects, or an object whose keys are one column and whose values are the rest. */
    JSON,
    /** One object a line. */
    JSONL,
    /** Separated by commas or what the configuration says (RFC 4180). */
    CSV,
    /** Separated by tabs, without quoting. */
    TSV,
    /** Apache Parquet; columns of scalars and of lists of scalars, a field of a struct as {@code struct.field}. */
    PARQUET,
    /** The caption files of an archive, such as {@code .txt}, {@code .json} and {@code .svg}: a row each. */
    FILES,
    /** The captions of COCO: {@code images} and {@code annotations} in one JSON. */
    COCO(ImageFolderRows.FILE_NAME),
    /** Karpathy's splits of COCO and Flickr: {@code images} with their {@code sentences} in one JSON. */
    KARPATHY(KarpathyRows.PATH),
    /** LLaVA's conversations: an array, or one a line. */
    LLAVA("image"),
    /** The {@code metadata.csv}, {@code .jsonl} or {@code .parquet} of an image folder of the Hugging Face Hub. */
    IMAGEFOLDER(ImageFolderRows.FILE_NAME);

    /** The captions of those whose columns are known, if nothing else is asked for. */
    public static final String DATA_SET_CAPTIONS = "{" + CocoRows.CAPTION + "}";

    private final @Nullable String imageColumn;

    TableFormat() {
        this(null);
    }

    TableFormat(@Nullable String imageColumn) {
        this.imageColumn = imageColumn;
    }

    /** Returns the column with the images' paths, where the format says it; the captions are in {@code caption} then. */
    public Optional<String> imageColumn() {
        return Optional.ofNullable(imageColumn);
    }

    /** Returns whether it is written in characters. */
    public boolean isText() {
        return this != PARQUET && this != FILES;
    }

    /** Returns whether it may be one of columns between separators. */
    public boolean isDelimited() {
        return this == CSV || this == TSV || this == IMAGEFOLDER;
    }

    /** Returns the format that a file's extension says. */
    public static Optional<TableFormat> ofName(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT)) {
            case "json" -> Optional.of(JSON);
            case "jsonl", "ndjson" -> Optional.of(JSONL);
            case "csv" -> Optional.of(CSV);
            case "tsv", "tab" -> Optional.of(TSV);
            case "parquet" -> Optional.of(PARQUET);
            default -> Optional.empty();
        };
    }
}
