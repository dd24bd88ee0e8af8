package dev.diptych.contrastive.data.source;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Many short texts in the memory of their UTF-8 and four bytes each. */
final class TextColumn {
    private static final int CHUNK_BITS = 16;
    private static final int CHUNK = 1 << CHUNK_BITS;
    private static final long MOST = 0xFFFF_FFFFL;

    private final byte[][] chunks;
    private final int[] ends; // unsigned

    private TextColumn(byte[][] chunks, int[] ends) {
        this.chunks = chunks;
        this.ends = ends;
    }

    int size() {
        return ends.length;
    }

    String get(int index) {
        long at = index == 0 ? 0 : Integer.toUnsignedLong(ends[index - 1]);
        byte[] text = new byte[(int) (Integer.toUnsignedLong(ends[index]) - at)];
        for (int filled = 0; filled < text.length; ) {
            byte[] chunk = chunks[(int) (at >>> CHUNK_BITS)];
            int from = (int) (at & CHUNK - 1);
            int count = Math.min(text.length - filled, CHUNK - from);
            System.arraycopy(chunk, from, text, filled, count);
            filled += count;
            at += count;
        }
        return new String(text, StandardCharsets.UTF_8);
    }

    /** Takes the texts one after the other. */
    static final class Builder {
        private final List<byte[]> chunks = new ArrayList<>();
        private int[] ends = new int[16];
        private int count;
        private long length;

        /** @throws IllegalArgumentException if all texts together take over 4 GiB */
        void add(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            if (length + bytes.length > MOST) {
                throw new IllegalArgumentException(
                        "read samples: over " + MOST + " bytes of names or captions in one source, expected fewer");
            }
            for (int taken = 0; taken < bytes.length; ) {
                int at = (int) (length & CHUNK - 1);
                if (at == 0) {
                    chunks.add(new byte[CHUNK]);
                }
                int part = Math.min(bytes.length - taken, CHUNK - at);
                System.arraycopy(bytes, taken, chunks.get(chunks.size() - 1), at, part);
                taken += part;
                length += part;
            }
            if (count == ends.length) {
                ends = Arrays.copyOf(ends, 2 * count);
            }
            ends[count++] = (int) length;
        }

        TextColumn build() {
            byte[][] all = chunks.toArray(byte[][]::new);
            int rest = (int) (length & CHUNK - 1);
            if (rest != 0) {
                all[all.length - 1] = Arrays.copyOf(all[all.length - 1], rest);
            }
            return new TextColumn(all, Arrays.copyOf(ends, count));
        }
    }
}
