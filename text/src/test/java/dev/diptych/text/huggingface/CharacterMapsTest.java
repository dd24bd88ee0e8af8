package dev.diptych.text.huggingface;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.diptych.text.tokenizer.JsonPlace;
import dev.diptych.text.tokenizer.TokenizerException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CharacterMapsTest {
    private static final long SEED = 20260103;

    @Test
    void acceptsAMap() {
        assertThatCode(() -> check(mapOf('ａ', "a"))).doesNotThrowAnyException();
    }

    @Test
    void rejectsReplacementBeyondTheEnd() {
        byte[] map = Base64.getDecoder().decode(mapOf('ａ', "a"));
        ByteBuffer units = ByteBuffer.wrap(map).order(ByteOrder.LITTLE_ENDIAN);
        units.putInt(4 + 4 * leaf(), 0x80000000 | 7);
        assertThatThrownBy(() -> check(Base64.getEncoder().encodeToString(map)))
                .isInstanceOf(TokenizerException.class)
                .hasMessageEndingWith("a replacement at 7 of 2 bytes, expected the start of a character");
    }

    @Test
    void rejectsReplacementsThatAreNoUtf8() {
        byte[] map = Base64.getDecoder().decode(mapOf('ａ', "a"));
        map[map.length - 2] = (byte) 0xFF;
        assertThatThrownBy(() -> check(Base64.getEncoder().encodeToString(map)))
                .hasMessageEndingWith("replacements that are no UTF-8, expected UTF-8");
    }

    @Test
    void checksRandomMapsWithoutFailingItself() {
        Random random = new Random(SEED);
        byte[] map = Base64.getDecoder().decode(mapOf('ａ', "a"));
        for (int i = 0; i < 2_000; i++) {
            byte[] damaged = map.clone();
            for (int k = 0; k < 40; k++) {
                damaged[4 + random.nextInt(map.length - 4)] = (byte) random.nextInt();
            }
            try {
                check(Base64.getEncoder().encodeToString(damaged));
            } catch (TokenizerException expected) {
                assertThatCode(() -> {
                            throw expected;
                        })
                        .hasMessageContaining("precompiled_charsmap: ");
            }
        }
    }

    private static void check(String map) throws TokenizerException {
        CharacterMaps.check(new JsonPlace("tokenizer.json", "precompiled_charsmap", TextNode.valueOf(map)));
    }

    /** A map of one character of three bytes: blocks of 256 units for the root's children and those of each edge. */
    static String mapOf(char from, String to) {
        byte[] key = String.valueOf(from).getBytes(StandardCharsets.UTF_8);
        byte[] replacement = (to + "\0").getBytes(StandardCharsets.UTF_8);
        int[] units = new int[256 * (key.length + 2)];
        units[0] = distance(256);
        int position = 256;
        for (int i = 0; i < key.length; i++) {
            int label = key[i] & 0xFF;
            int child = position ^ label;
            position = 256 * (i + 2);
            units[child] = label | distance(child ^ position) | (i == key.length - 1 ? 0x100 : 0);
        }
        units[position] = 0x80000000;
        ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * units.length + replacement.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(4 * units.length);
        for (int unit : units) {
            bytes.putInt(unit);
        }
        return Base64.getEncoder().encodeToString(bytes.put(replacement).array());
    }

    private static int leaf() {
        return 256 * 4;
    }

    private static int distance(int value) {
        return value << 10;
    }
}
