package dev.diptych.eval.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.contrastive.embed.file.NpyException;
import dev.diptych.contrastive.embed.file.NpyType;
import dev.diptych.contrastive.embed.file.NpyWriter;
import dev.diptych.eval.retrieval.Embeddings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VectorFilesTest {
    @TempDir
    private Path folder;

    @Test
    void readsAFile() throws IOException {
        Embeddings read = VectorFiles.read(write("a.npy", 2, 1, 2, 3, 4));
        assertThat(read.dimensions()).isEqualTo(2);
        assertThat(read.values()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void readsAFolderByTheNumbersOfItsFiles() throws IOException {
        write("img_emb_10.npy", 1, 10);
        write("img_emb_9.npy", 1, 9);
        write("img_emb_0.npy", 1, 0);
        Files.writeString(folder.resolve("readme.txt"), "no vectors");
        assertThat(VectorFiles.read(folder).values()).containsExactly(0, 9, 10);
    }

    @Test
    void refusesFilesThatDoNotGoTogether() throws IOException {
        write("0.npy", 1, 1);
        Path other = write("1.npy", 2, 1, 2);
        assertThatThrownBy(() -> VectorFiles.read(folder))
                .isInstanceOf(VectorException.class)
                .hasMessage("read failed: " + other + ": 1 rows of 2 numbers, expected a matrix of float16, float32 or"
                        + " float64 of 1 columns, as " + folder.resolve("0.npy"));
    }

    @Test
    void refusesWhatHasNoVectors() throws IOException {
        assertThatThrownBy(() -> VectorFiles.read(folder))
                .hasMessage("read failed: " + folder + ": no .npy file, expected one");
        assertThatThrownBy(() -> VectorFiles.read(folder.resolve("none.npy"))).isInstanceOf(NpyException.class);
        Path empty = write("0.npy", 3);
        assertThatThrownBy(() -> VectorFiles.read(empty)).hasMessageContaining("0 numbers, expected at least a row");
    }

    @Test
    void readsTheImageOfEachTextFromALineEach() throws IOException {
        Path list = Files.writeString(folder.resolve("images.txt"), "0\n 2 \n1\n");
        assertThat(ImageOfText.read(list)).containsExactly(0, 2, 1);
        assertThat(ImageOfText.byRow(3)).containsExactly(0, 1, 2);
    }

    @Test
    void refusesALineThatIsNoNumber() throws IOException {
        Path list = Files.writeString(folder.resolve("images.txt"), "0\nx\n");
        assertThatThrownBy(() -> ImageOfText.read(list))
                .isInstanceOf(VectorException.class)
                .hasMessage(
                        "read failed: " + list + ":2: no such number, expected a number of an image a line, from 0, in"
                                + " the order of the texts");
        Path binary = Files.write(folder.resolve("binary.txt"), new byte[] {(byte) 0xFF, 0});
        assertThatThrownBy(() -> ImageOfText.read(binary)).hasMessageContaining("no text, expected");
        assertThatThrownBy(() -> ImageOfText.read(folder.resolve("none.txt"))).hasMessageContaining("no such file");
    }

    private Path write(String name, int columns, float... values) throws IOException {
        Path file = folder.resolve(name);
        try (NpyWriter writer = new NpyWriter(file, columns, NpyType.FLOAT32)) {
            writer.append(values);
            writer.finish();
        }
        return file;
    }
}
