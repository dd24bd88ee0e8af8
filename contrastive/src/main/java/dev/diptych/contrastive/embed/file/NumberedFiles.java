package dev.diptych.contrastive.embed.file;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Files of a folder by the last number in their names, as {@code diptych embed} and clip-retrieval number them. */
public final class NumberedFiles {
    private static final Pattern LAST_NUMBER = Pattern.compile("(\\d+)\\D*$");

    private NumberedFiles() {}

    /** Those whose name ends in {@code extension}, such as {@code .npy}, in the order of their numbers. */
    public static List<Path> in(Path folder, String extension) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> name(file).endsWith(extension) && Files.isRegularFile(file))
                    .sorted(Comparator.comparing(NumberedFiles::number).thenComparing(NumberedFiles::name))
                    .toList();
        }
    }

    private static BigInteger number(Path file) {
        Matcher number = LAST_NUMBER.matcher(name(file));
        return number.find() ? new BigInteger(number.group(1)) : BigInteger.ZERO;
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }
}
