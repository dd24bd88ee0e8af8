package dev.diptych.contrastive.embed.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.contrastive.embed.file.NpyException.Reason;
import dev.diptych.file.Damage;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files in the resources were written by NumPy 1.24.2, {@code numpy.lib.format.write_array}. */
class NpyFileTest {
    private static final int DAMAGED = 400;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"float16-v1", "float32-v2", "float64-v3", "float32-big-endian"})
    void readsMatricesOfEveryVersionAndType(String name) throws Exception {
        NpyFile file = NpyFile.open(resource(name));

        assertThat(file.isMatrix()).isTrue();
        assertThat(file.rows()).isEqualTo(2);
        assertThat(file.columns()).isEqualTo(3);
        assertThat(file.matrix()).containsExactly(0.5f, -1.25f, 3, 65504, 0x1p-24f, -0.0f);
    }

    @Test
    void readsListsOfWholeNumbers() throws Exception {
        assertThat(NpyFile.open(resource("int32")).integers()).containsExactly(3, -1, Integer.MAX_VALUE);
        assertThat(NpyFile.open(resource("int64")).integers()).containsExactly(0, 0, 1, 2, 2);
        assertThat(NpyFile.open(resource("int64")).isMatrix()).isFalse();
    }

    @Test
    void readsAMatrixWithoutRows() throws Exception {
        assertThat(NpyFile.open(resource("empty")).matrix()).isEmpty();
    }

    @Test
    void readsWhatTheWriterWrites() throws IOException {
        Path file = folder.resolve("rows.npy");
        float[] values = new float[3 * 100_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 1000;
        }
        for (NpyType type : NpyType.values()) {
            try (NpyWriter writer = new NpyWriter(file, 3, type)) {
                writer.append(values);
                writer.finish();
            }

            assertThat(NpyFile.open(file).rows()).isEqualTo(100_000);
            assertThat(NpyFile.open(file).matrix()).isEqualTo(values);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "float32-columns | SHAPE  | fortran_order",
                "uint8           | TYPE   | '|u1', expected float16, float32, float64, int32 or int64",
                "pickled         | TYPE   | '|O', expected float16",
                "structured      | HEADER | expected a dictionary of descr, fortran_order and shape"
            })
    void refusesOtherKinds(String name, Reason reason, String said) throws Exception {
        Path file = resource(name);

        assertThatThrownBy(() -> NpyFile.open(file))
                .isInstanceOfSatisfying(
                        NpyException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(said)
                .hasMessageStartingWith("read failed: " + file + ": byte 1");
    }

    @Test
    void refusesNumbersThatDoNotFit() throws Exception {
        assertThatThrownBy(() -> NpyFile.open(resource("float64-beyond")).matrix())
                .hasMessageEndingWith("byte 136: row 1: Infinity, expected numbers that float32 holds");
        assertThatThrownBy(() -> NpyFile.open(resource("int64-beyond")).integers())
                .hasMessageEndingWith("byte 136: 2147483648, expected numbers that int32 holds");
    }

    @Test
    void refusesOneKindInThePlaceOfTheOther() throws Exception {
        assertThatThrownBy(() -> NpyFile.open(resource("int64")).matrix())
                .hasMessageEndingWith("INT64 of shape [5], expected a matrix of float16, float32 or float64");
        assertThatThrownBy(() -> NpyFile.open(resource("float32-v2")).integers())
                .hasMessageEndingWith("FLOAT32 of shape [2, 3], expected a list of int32 or int64");
    }

    @Test
    void refusesAFileThatIsCutShortOrTooLong() throws Exception {
        byte[] good = Files.readAllBytes(resource("float16-v1"));
        assertThatThrownBy(() -> NpyFile.open(written(Arrays.copyOf(good, good.length - 1))))
                .hasMessageContaining("byte 128: 11 bytes of numbers, expected 12 by shape [2, 3] of FLOAT16");
        assertThatThrownBy(() -> NpyFile.open(written(Arrays.copyOf(good, good.length + 1))))
                .hasMessageContaining("13 bytes of numbers");
        assertThatThrownBy(() -> NpyFile.open(written(Arrays.copyOf(good, 60))))
                .hasMessageContaining("byte 10: the file ends after 50 bytes, expected 118 of its header");
    }

    @Test
    void refusesWhatIsNoSuchFile() throws Exception {
        assertThatThrownBy(() -> NpyFile.open(folder.resolve("none.npy")))
                .hasMessage("read failed: " + folder.resolve("none.npy") + ": no such file, expected a .npy file");
        assertThatThrownBy(() -> NpyFile.open(written(new byte[200])))
                .hasMessageContaining("byte 0: other first bytes");
        byte[] version = Files.readAllBytes(resource("int32"));
        version[6] = 4;
        assertThatThrownBy(() -> NpyFile.open(written(version))).hasMessageContaining("version 4.0");
        byte[] long32 = Files.readAllBytes(resource("float32-v2"));
        long32[11] = 0x7F;
        assertThatThrownBy(() -> NpyFile.open(written(long32))).hasMessageContaining("expected at most 10000");
    }

    @Test
    void readsOrRefusesDamagedFiles() throws Exception {
        for (String name : new String[] {"float16-v1", "float64-v3"}) {
            Damage.read(
                    Files.readAllBytes(resource(name)),
                    DAMAGED,
                    NpyException.class,
                    bytes -> NpyFile.open(written(bytes)).matrix());
        }
        Damage.read(
                Files.readAllBytes(resource("int32")),
                DAMAGED,
                NpyException.class,
                bytes -> NpyFile.open(written(bytes)).integers());
    }

    private Path written(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("written.npy"), bytes);
    }

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(Objects.requireNonNull(NpyFileTest.class.getResource(name + ".npy"), name)
                .toURI());
    }
}
