package dev.diptych.contrastive.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FeatureFileTest {
    private static final int WIDTH = 2;
    private static final float[] IMAGES = {0.6f, 0.8f, -1, 0};
    private static final float[] TEXTS = {0, 1, 0.8f, -0.6f};

    @TempDir
    private Path folder;

    @Test
    void givesBackWhatWasWrittenAfterItIsOpenedAgain() throws IOException {
        write(7, 2);
        assertThat(read(2, 7)).containsExactly(-1, 0, 0.6f, 0.8f, 0.8f, -0.6f, 0, 1);
    }

    /** Image then caption, little endian, each sample at its place. */
    @Test
    void liesAsTheManualSays() throws IOException {
        write(7, 2);
        byte[] bytes = Files.readAllBytes(folder.resolve("deeper/a.features"));
        assertThat(bytes).hasSize(8 * 16);
        assertThat(List.of(bytes[2 * 16], bytes[2 * 16 + 1], bytes[2 * 16 + 2], bytes[2 * 16 + 3]))
                .containsExactly((byte) 0, (byte) 0, (byte) 0x80, (byte) 0xBF); // -1
    }

    @Test
    void knowsNothingOfSamplesThatWereNeverWritten() throws IOException {
        write(7, 2);
        assertThat(read(2, 3)).as("a hole").isEmpty();
        assertThat(read(8, 2)).as("past the end").isEmpty();
    }

    @Test
    void takesNoRowThatIsNotOfUnitLength() throws IOException {
        write(0, 1);
        Path file = folder.resolve("deeper/a.features");
        byte[] bytes = Files.readAllBytes(file);
        bytes[16 + 3] ^= 0x40; // the exponent of the second sample's image
        Files.write(file, bytes);
        assertThat(read(1, 0)).isEmpty();
        assertThat(read(0, 0)).isNotEmpty();
    }

    private void write(int first, int second) throws IOException {
        List<String> warnings = new ArrayList<>();
        try (FeatureFile file = FeatureFile.open(folder.resolve("deeper"), "a.features", WIDTH, warnings::add)) {
            file.write(new int[] {first, second}, IMAGES, TEXTS);
        }
        assertThat(warnings).isEmpty();
    }

    /** Images, then texts; empty if the file does not know them all. */
    private float[] read(int first, int second) throws IOException {
        float[] images = new float[2 * WIDTH];
        float[] texts = new float[2 * WIDTH];
        try (FeatureFile file = FeatureFile.open(folder.resolve("deeper"), "a.features", WIDTH, line -> {})) {
            if (!file.read(new int[] {first, second}, images, texts)) {
                return new float[0];
            }
        }
        float[] all = new float[4 * WIDTH];
        System.arraycopy(images, 0, all, 0, images.length);
        System.arraycopy(texts, 0, all, images.length, texts.length);
        return all;
    }
}
