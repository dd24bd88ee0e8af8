package dev.diptych.contrastive.data.source;

/**
 * How what a text names is read.
 *
 * @param type of each source
 * @param csv how tables are read
 * @param synthetic how many samples are made where the type is {@link Type#SYNTHETIC}
 */
public record SourceOptions(Type type, Csv csv, int synthetic) {
    /** By what each source is. */
    public static final SourceOptions AUTO = new SourceOptions(Type.AUTO, Csv.OPEN_CLIP, 0);

    /** open_clip's kinds of data sets, and a folder. */
    public enum Type {
        /** What the source is. */
        AUTO,
        /** Shards. */
        WEBDATASET,
        /** A table of the paths and captions of images. */
        CSV,
        /** Made up, to try things. */
        SYNTHETIC,
        /** Images with caption files beside them. */
        FOLDER
    }

    /**
     * A table of paths.
     *
     * @param imageKey the column of the paths
     * @param captionKey the column of the captions
     * @param separator between columns
     */
    public record Csv(String imageKey, String captionKey, char separator) {
        /** open_clip's defaults. */
        public static final Csv OPEN_CLIP = new Csv("filepath", "title", '\t');
    }
}
