package dev.diptych.text.huggingface;

import dev.diptych.text.tokenizer.JsonPlace;
import dev.diptych.text.tokenizer.TokenizerException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.BitSet;
import java.util.Deque;

/*
 * A map is the size of a trie in bytes, the trie, and after it the replacements, UTF-8 that ends in NUL each. The trie is a
 * double array: a unit is the label of the edge to it (bits 0-7), whether a value hangs on it (bit 8), and the distance
 * to its children (bits 10-30, times 256 where bit 9 is set), which stand at (position ^ distance) ^ label. The library
 * looks children up without asking whether they lie within the array, and a value without asking whether it lies within
 * the replacements; either would end the process. So all that can be reached is visited here first.
 */
/** Checks the character maps of SentencePiece models ({@code precompiled_charsmap}) before the library sees them. */
final class CharacterMaps {
    private final JsonPlace place;
    private final int[] trie;
    private final byte[] replacements;
    private final Deque<Integer> pending = new ArrayDeque<>();
    private final BitSet visited = new BitSet();

    private CharacterMaps(JsonPlace place, int[] trie, byte[] replacements) {
        this.place = place;
        this.trie = trie;
        this.replacements = replacements;
    }

    /** Checks one map. */
    static void check(JsonPlace place) throws TokenizerException {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(place.string());
        } catch (IllegalArgumentException e) {
            throw place.invalid("no Base64, expected a character map in it");
        }
        if (!Base64.getEncoder().encodeToString(bytes).equals(place.string())) {
            throw place.invalid("Base64 with odd ends, expected it padded by zeros");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int size = bytes.length < 4 ? -1 : buffer.getInt();
        if (size < 4 || size % 4 != 0 || size > buffer.remaining()) {
            throw place.invalid("a trie of " + size + " bytes in a map of " + bytes.length
                    + ", expected a multiple of 4 from 4 to " + Math.max(4, bytes.length - 4));
        }
        int[] trie = new int[size / 4];
        buffer.asIntBuffer().get(trie);
        buffer.position(4 + size);
        byte[] replacements = new byte[buffer.remaining()];
        buffer.get(replacements);
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(replacements));
        } catch (CharacterCodingException e) {
            throw place.invalid("replacements that are no UTF-8, expected UTF-8");
        }
        new CharacterMaps(place, trie, replacements).visit();
    }

    private void visit() throws TokenizerException {
        enter(distance(trie[0]));
        for (Integer children = pending.poll(); children != null; children = pending.poll()) {
            for (int label = 1; label < 256; label++) {
                int child = children ^ label;
                int unit = unit(child);
                if ((unit & 0x800000FF) == label) {
                    int below = child ^ distance(unit);
                    if ((unit & 0x100) != 0) {
                        checkValue(unit(below) & Integer.MAX_VALUE);
                    }
                    enter(below);
                }
            }
        }
    }

    private void enter(int children) {
        if (!visited.get(children)) {
            visited.set(children);
            pending.add(children);
        }
    }

    private int unit(int position) throws TokenizerException {
        if (position >= trie.length) {
            throw place.invalid("a trie of " + trie.length + " units that leads to unit " + position
                    + ", expected it to stay inside");
        }
        return trie[position];
    }

    private void checkValue(int value) throws TokenizerException {
        boolean inside = value <= replacements.length;
        if (!inside || (value < replacements.length && (replacements[value] & 0xC0) == 0x80)) {
            throw place.invalid("a replacement at " + value + " of " + replacements.length
                    + " bytes, expected the start of a character");
        }
    }

    private static int distance(int unit) {
        return (unit >>> 10) << ((unit & 0x200) >>> 6);
    }
}
