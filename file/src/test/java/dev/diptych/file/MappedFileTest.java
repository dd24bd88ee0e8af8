package dev.diptych.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedFileTest {
    @TempDir
    private Path folder;

    @Test
    void readsAcrossTheEndsOfWhatIsMappedAtATime() throws IOException {
        byte[] bytes = new byte[1000];
        new SplittableRandom(1).nextBytes(bytes);
        ByteBuffer expected = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        Path file = Files.write(folder.resolve("bytes"), bytes);
        for (int segment : new int[] {64, 1000, 1 << 20}) {
            MappedFile mapped = MappedFile.open(file, segment);
            assertThat(mapped.size()).isEqualTo(1000);
            for (int at = 0; at < 900; at += 4) {
                byte[] part = new byte[97];
                mapped.read(at, part);
                assertThat(ByteBuffer.wrap(part)).isEqualTo(ByteBuffer.wrap(bytes, at, 97));
                int[] ints = new int[21];
                mapped.read(at, ints);
                float[] floats = new float[25];
                mapped.read(at, floats, 3, 21);
                for (int i = 0; i < 21; i++) {
                    assertThat(ints[i]).isEqualTo(expected.getInt(at + 4 * i));
                    assertThat(Float.floatToRawIntBits(floats[3 + i])).isEqualTo(ints[i]);
                }
                if (at % 8 == 0) {
                    assertThat(mapped.int64(at)).isEqualTo(expected.getLong(at));
                }
            }
        }
    }

    @Test
    void namesAFileThatIsNotThere() {
        assertThatThrownBy(() -> MappedFile.open(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }
}
