package dev.diptych.ingest.shard;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Expands {@code {00000..00099}} and {@code {a,b}} as a shell does, keeping leading zeros. */
public final class BraceList {
    private static final int MAX_NAMES = 1_000_000;
    private static final Pattern BRACE = Pattern.compile("\\{([^{}]*)}");
    private static final Pattern RANGE = Pattern.compile("(\\d{1,9})\\.\\.(\\d{1,9})");

    private BraceList() {}

    /**
     * Returns the names that a text stands for, the text itself where it has no braces.
     *
     * @throws IngestException if a range runs backwards, or there are too many names
     */
    public static List<String> expand(String text) {
        Matcher brace = BRACE.matcher(text);
        if (!brace.find()) {
            return List.of(text);
        }
        List<String> names = new ArrayList<>();
        List<String> tails = expand(text.substring(brace.end()));
        for (String choice : choices(brace.group(1), text)) {
            for (String tail : tails) {
                names.add(text.substring(0, brace.start()) + choice + tail);
            }
            if (names.size() > MAX_NAMES) {
                throw new IngestException(
                        Reason.TOO_LARGE, "'" + text + "'", "over " + MAX_NAMES + " names, expected at most that");
            }
        }
        return names;
    }

    private static List<String> choices(String inside, String text) {
        Matcher range = RANGE.matcher(inside);
        if (!range.matches()) {
            return List.of(inside.split(",", -1));
        }
        int first = Integer.parseInt(range.group(1));
        int last = Integer.parseInt(range.group(2));
        if (last < first || last - first >= MAX_NAMES) {
            throw new IngestException(
                    Reason.MISSING,
                    "'" + text + "'",
                    "the range {" + inside + "}, expected the lower number first and at most " + MAX_NAMES + " names");
        }
        int width = range.group(1).length();
        List<String> choices = new ArrayList<>();
        for (int i = first; i <= last; i++) {
            choices.add(String.format("%0" + width + "d", i));
        }
        return choices;
    }
}
