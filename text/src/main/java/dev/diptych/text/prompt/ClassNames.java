package dev.diptych.text.prompt;

import dev.diptych.text.prompt.ListFile.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The names of classes in the order of their labels: label 0 is the first.
 *
 * <p>A file holds one a line. A name may be there twice, as some are among ImageNet's; such classes get the same score.
 *
 * @param source the file, for reports
 * @param names one or more, none blank
 */
public record ClassNames(String source, List<String> names) {
    public ClassNames {
        names = List.copyOf(names);
        if (names.isEmpty() || names.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException(
                    "class names refused: " + source + ": " + names + ", expected one or more, none blank");
        }
    }

    /**
     * Reads a file.
     *
     * @throws PromptException if there is no such file or it is empty; one line
     */
    public static ClassNames read(Path file) throws IOException {
        return read(file, "");
    }

    private static ClassNames read(Path file, String dataset) throws IOException {
        return new ClassNames(
                file.toString(),
                ListFile.read(file, dataset).stream().map(Entry::text).toList());
    }

    /**
     * Reads a file, or the one of that name among those that come along.
     *
     * @param nameOrFile such as {@code cifar10}, or a path
     * @param folder of the files that come along
     */
    public static ClassNames open(String nameOrFile, Path folder) throws IOException {
        return open(nameOrFile, folder, "");
    }

    /**
     * The same, of a file that may be CLIP_benchmark's JSON, with a list for each data set.
     *
     * @param dataset whose list is meant then
     */
    public static ClassNames open(String nameOrFile, Path folder, String dataset) throws IOException {
        return read(ListFile.locate(nameOrFile, folder, "classes"), dataset);
    }

    /** How many. */
    public int size() {
        return names.size();
    }
}
