package dev.diptych.cli.option;

import dev.diptych.cli.session.UsageException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes of files as people write them. */
public final class ByteSize {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})\\s*(B|KB|MB|GB)?", Pattern.CASE_INSENSITIVE);

    private ByteSize() {}

    /**
     * Reads {@code 500MB} and its likes as bytes; units are powers of 1,000.
     *
     * @param option whose value it is
     */
    public static long of(String option, String value) {
        Matcher size = SIZE.matcher(value.strip());
        if (!size.matches() || Long.parseLong(size.group(1)) == 0) {
            throw new UsageException(option + ": " + value + ", expected a size such as 5GB or 500MB");
        }
        String unit = size.group(2) == null ? "B" : size.group(2).toUpperCase(Locale.ROOT);
        return Long.parseLong(size.group(1))
                * switch (unit) {
                    case "KB" -> 1_000L;
                    case "MB" -> 1_000_000L;
                    case "GB" -> 1_000_000_000L;
                    default -> 1L;
                };
    }
}
