package dev.diptych.image.header;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteReaderTest {
    @Test
    void findsTheSameFfAsALookAtEveryByte() {
        Random random = new Random(1);
        for (int length = 0; length < 40; length++) {
            for (int run = 0; run < 50; run++) {
                byte[] bytes = new byte[length];
                for (int i = 0; i < length; i++) {
                    int[] likely = {0, 1, 0x7F, 0x80, 0xFE, random.nextInt(256), random.nextInt(8) == 0 ? 0xFF : 0xFE};
                    bytes[i] = (byte) likely[random.nextInt(likely.length)];
                }
                for (int from = 0; from <= length; from++) {
                    assertThat(new ByteReader(bytes).indexOfFf(from)).isEqualTo(indexOfFf(bytes, from));
                }
            }
        }
    }

    private static int indexOfFf(byte[] bytes, int from) {
        int i = from;
        while (i < bytes.length && bytes[i] != -1) {
            i++;
        }
        return i;
    }
}
