package dev.diptych.image.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.image.ImageFormat;
import dev.diptych.image.RgbImage;
import dev.diptych.image.SampleFiles;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares pixels with Pillow's; {@code src/test/golden/make_golden.py} made the files. */
class GoldenTest {
    private static final Map<String, byte[]> FILES = SampleFiles.readZip("golden.zip");

    static Stream<String> files() {
        return FILES.keySet().stream().filter(name -> !name.endsWith(".rgb"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void decodesAsPillowDoes(String name) {
        ByteBuffer expected = ByteBuffer.wrap(file(name + ".rgb"));

        RgbImage image = new ImageDecoder().decode(file(name)).image();

        assertThat(image.width()).isEqualTo(expected.getShort());
        assertThat(image.height()).isEqualTo(expected.getShort());
        int tolerance = tolerance(name);
        for (byte actual : image.pixels()) {
            int difference = Math.abs((actual & 0xFF) - (expected.get() & 0xFF));
            assertThat(difference).as("%s at %d", name, expected.position()).isLessThanOrEqualTo(tolerance);
        }
    }

    /**
     * One where two colour engines of their own interpolation meet, and where 16 bits are divided by 257 or cut; none for
     * all else.
     */
    private static int tolerance(String name) {
        return name.startsWith("icc-") || name.equals("tiff-grey16.tif") ? 1 : 0;
    }

    @Test
    void coversEveryFormat() {
        assertThat(files().map(name -> ImageFormat.detect(file(name)).orElseThrow()))
                .contains(ImageFormat.values());
    }

    static byte[] file(String name) {
        byte[] file = FILES.get(name);
        if (file == null) {
            throw new IllegalArgumentException("no golden file " + name);
        }
        return file.clone();
    }
}
