package dev.diptych.ingest.shard;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * WebDataset's rule: a key is what stands before the first dot of the base name, an extension what stands after it; a member
 * whose path begins with a part such as {@code __meta__} is the shard's own (webdataset, {@code tariterators.py}: {@code
 * skip_meta}).
 */
public final class MemberName {
    private static final Pattern META = Pattern.compile("__[^/]*__(?:/.*)?", Pattern.DOTALL);

    private MemberName() {}

    /** Whether it is the shard's own, not one of a sample. */
    public static boolean isMeta(String name) {
        return name.startsWith("__") && META.matcher(name).matches();
    }

    /** Returns where that dot is, or -1 where a name has none or begins with it. */
    public static int dot(String name) {
        int base = name.lastIndexOf('/') + 1;
        int dot = name.indexOf('.', base);
        return dot <= base ? -1 : dot;
    }

    /** Returns what stands behind the dot, in lower case. */
    public static String extension(String name, int dot) {
        return name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }
}
