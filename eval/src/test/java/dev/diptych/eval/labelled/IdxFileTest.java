package dev.diptych.eval.labelled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.file.Damage;
import dev.diptych.ingest.IngestException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class IdxFileTest {
    private static final int FILES = 2000;

    /** A file of unsigned bytes, its dimensions first among the numbers. */
    static byte[] idx(int dimensions, int... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * dimensions + numbers.length - dimensions);
        bytes.putInt(0x800 | dimensions);
        for (int i = 0; i < numbers.length; i++) {
            if (i < dimensions) {
                bytes.putInt(numbers[i]);
            } else {
                bytes.put((byte) numbers[i]);
            }
        }
        return bytes.array();
    }

    private record Case(String problem, byte[] file) {}

    @Test
    void saysInOneLineWhatIsWrong() {
        byte[] good = idx(3, 2, 1, 2, 1, 2, 3, 4);
        byte[] floats = good.clone();
        floats[2] = 13;
        for (Case each : List.of(
                new Case("begins with 00 00 0d 03, expected 00 00 08 03: unsigned bytes of 3 dimensions", floats),
                new Case(
                        "begins with 00 00 08 01, expected 00 00 08 03: unsigned bytes of 3 dimensions",
                        idx(1, IntStream.range(1, 30).toArray())),
                new Case("ends in item 0, expected 3 bytes more", Arrays.copyOf(good, 13)),
                new Case("ends in item 1, expected 1 bytes more", Arrays.copyOf(good, good.length - 1)),
                new Case("more than 2 items, expected the end", Arrays.copyOf(good, good.length + 1)),
                new Case("dimension 2 of 0, expected 1 to 2147483647", idx(3, 2, 0, 2)),
                new Case("dimension 1 of 4294967295, expected 1 to 2147483647", idx(3, -1, 1, 2)),
                new Case(
                        "items of over 25000000 bytes, expected at most that",
                        idx(3, 1, Integer.MAX_VALUE, Integer.MAX_VALUE)))) {
            assertThatThrownBy(() -> readAll(each.file()))
                    .as(each.problem())
                    .isInstanceOf(IngestException.class)
                    .hasMessage("read failed: a: " + each.problem());
        }
    }

    @Test
    void readsOrRefusesWhateverIsDamaged() throws IOException {
        byte[] good = idx(
                3,
                IntStream.concat(IntStream.of(20, 4, 5), IntStream.range(0, 400))
                        .toArray());
        int read = Damage.read(good, FILES, IngestException.class, IdxFileTest::readAll);
        assertThat(read).isBetween(FILES / 20, FILES * 9 / 10);
        Damage.read(gzip(good), FILES, IngestException.class, IdxFileTest::readAll);
        byte[] labels = idx(
                1, IntStream.concat(IntStream.of(400), IntStream.range(0, 400)).toArray());
        Damage.read(labels, FILES, IngestException.class, bytes -> {
            try (IdxFile file = IdxFile.open("a", new ByteArrayInputStream(bytes), 1)) {
                assertThat(file.rest()).hasSize(file.count());
            }
        });
    }

    private static void readAll(byte[] bytes) {
        try (IdxFile file = IdxFile.open("a", new ByteArrayInputStream(bytes), 3)) {
            for (int i = 0; i < file.count(); i++) {
                assertThat(file.next()).hasSize(file.side(1) * file.side(2));
            }
        }
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }
}
