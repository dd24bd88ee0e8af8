package dev.diptych.ingest.shard;

import java.util.Locale;

/** WebDataset's rule: a key is what stands before the first dot of the base name, an extension what stands after it. */
final class MemberName {
    private MemberName() {}

    /** Returns where that dot is, or -1 where a name has none or begins with it. */
    static int dot(String name) {
        int base = name.lastIndexOf('/') + 1;
        int dot = name.indexOf('.', base);
        return dot <= base ? -1 : dot;
    }

    static String extension(String name, int dot) {
        return name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }
}
