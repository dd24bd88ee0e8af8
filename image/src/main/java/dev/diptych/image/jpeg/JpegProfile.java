package dev.diptych.image.jpeg;

import dev.diptych.image.header.ByteReader;
import java.io.ByteArrayOutputStream;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts the parts of an ICC profile together, as a JPEG carries them (ICC.1:2010, B.4). */
final class JpegProfile {
    private final TreeMap<Integer, byte[]> parts = new TreeMap<>();
    private int expected;

    /** Adds the part that starts, with its number and the count of parts, at {@code from}. */
    void add(ByteReader in, int from, int to) {
        if (to - from > 2) {
            expected = in.u8(from + 1);
            parts.putIfAbsent(in.u8(from), in.slice(from + 2, to));
        }
    }

    /** The profile; null where there is none or a part is missing. */
    byte @Nullable [] whole() {
        if (parts.isEmpty() || parts.size() != expected || parts.firstKey() != 1 || parts.lastKey() != expected) {
            return null;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        parts.values().forEach(out::writeBytes);
        return out.toByteArray();
    }
}
