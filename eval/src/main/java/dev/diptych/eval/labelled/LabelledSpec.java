package dev.diptych.eval.labelled;

/**
 * Where labelled images lie.
 *
 * @param data a folder, a shard or a brace list of them, a table, or a file of images in IDX
 * @param split which part of data that has several, such as {@code test}
 * @param imageKey a table's column of paths
 * @param labelKey a table's column of labels
 * @param labelSeparator between the labels of one image in a table; empty where each has one
 */
public record LabelledSpec(String data, String split, String imageKey, String labelKey, String labelSeparator) {
    /** What is evaluated on where nothing else is said. */
    public static final String TEST = "test";

    /** What a probe is fitted to where nothing else is said. */
    public static final String TRAIN = "train";

    /** With what is usual. */
    public static LabelledSpec of(String data) {
        return new LabelledSpec(data, TEST, "filepath", "label", "");
    }
}
