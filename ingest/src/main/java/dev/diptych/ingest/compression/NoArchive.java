package dev.diptych.ingest.compression;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a file is whose name says that it is an archive and whose bytes do not. */
public final class NoArchive {
    private static final String LFS = "version https://git-lfs.github.com/spec/";

    private NoArchive() {}

    /**
     * Returns what it is and, where that is known, what to do about it; null if its bytes say nothing.
     *
     * @param head the first bytes of the file; none of an empty one
     */
    public static @Nullable String told(byte[] head) {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        String start = text.strip().toLowerCase(Locale.ROOT);
        if (head.length == 0) {
            return "0 bytes";
        }
        if (text.startsWith(LFS)) {
            return "a Git LFS pointer, not the file, which 'git lfs pull' fetches";
        }
        if (start.startsWith("<!doctype html") || start.startsWith("<html")) {
            return "an HTML page";
        }
        if (start.startsWith("<?xml") || start.startsWith("{\"")) {
            return "a page of text, perhaps an error that a server sent";
        }
        return text.startsWith("Rar!") ? "a RAR archive" : null;
    }
}
