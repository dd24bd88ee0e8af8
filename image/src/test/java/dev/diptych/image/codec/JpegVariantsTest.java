package dev.diptych.image.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.image.ImageException;
import dev.diptych.image.ImageException.Reason;
import dev.diptych.image.RgbImage;
import dev.diptych.image.SampleFiles;
import dev.diptych.image.SubsampledJpeg;
import dev.diptych.image.Synthetic;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JPEGs that Pillow cannot write: all chroma subsamplings, and restart markers. */
class JpegVariantsTest {
    private static final RgbImage SOURCE = Synthetic.ramp(70, 45);

    private final ImageDecoder decoder = new ImageDecoder();

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 1", "2, 1, 1, 1", "1, 2, 1, 1", "2, 2, 1, 1", "4, 1, 1, 1", "1, 4, 1, 1",
        "4, 2, 1, 1", "2, 4, 1, 1", "2, 2, 2, 1", "2, 2, 1, 2", "3, 1, 1, 1", "4, 1, 2, 1"
    })
    void decodesEveryChromaSubsampling(int lumaH, int lumaV, int chromaH, int chromaV) throws IOException {
        byte[] jpeg = SubsampledJpeg.write(SOURCE, lumaH, lumaV, chromaH, chromaV, 0);

        RgbImage image = decoder.decode(jpeg).image();

        for (int i = 0; i < SOURCE.pixels().length; i++) {
            // Chroma of every fourth pixel, repeated, is off by up to four steps of this ramp.
            assertThat(Math.abs((image.pixels()[i] & 0xFF) - (SOURCE.pixels()[i] & 0xFF)))
                    .as("byte %d", i)
                    .isLessThanOrEqualTo(12);
        }
    }

    @Test
    void decodesRestartMarkersToTheSamePixels() throws IOException {
        byte[] with = SubsampledJpeg.write(SOURCE, 2, 2, 1, 1, 3);
        assertThat(count(with, 0xD0)).isPositive();

        assertThat(decoder.decode(with).image())
                .isEqualTo(decoder.decode(SubsampledJpeg.write(SOURCE, 2, 2, 1, 1, 0))
                        .image());
    }

    @Test
    void rejectsALostRestartInterval() throws IOException {
        byte[] whole = SubsampledJpeg.write(SOURCE, 2, 2, 1, 1, 3);
        int first = indexOfMarker(whole, 0xD0);
        int second = indexOfMarker(whole, 0xD1);
        byte[] file = Arrays.copyOf(whole, whole.length - (second - first));
        System.arraycopy(whole, second, file, first, whole.length - second);

        ImageException e = Assertions.assertThrows(ImageException.class, () -> decoder.decode(file));

        assertThat(e.reason()).isIn(Reason.CORRUPT, Reason.TRUNCATED);
    }

    @Test
    void rejectsMoreScansThanAnyoneWrites() throws IOException {
        byte[] jpeg = SampleFiles.read("progressive.jpg");
        int lastScan = 0;
        for (int i = 0; i + 1 < jpeg.length; i++) {
            lastScan = (jpeg[i] & 0xFF) == 0xFF && (jpeg[i + 1] & 0xFF) == 0xDA ? i : lastScan;
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(jpeg, 0, jpeg.length - 2);
        for (int i = 0; i < 100; i++) {
            file.write(jpeg, lastScan, jpeg.length - 2 - lastScan);
        }
        file.write(jpeg, jpeg.length - 2, 2);

        ImageException e = Assertions.assertThrows(ImageException.class, () -> decoder.decode(file.toByteArray()));

        assertThat(e.detail()).isEqualTo("scan 101, expected at most 100");
    }

    @Test
    void rejectsArithmeticCoding() {
        byte[] jpeg = ImageEncoder.jpeg(Synthetic.ramp(16, 16), 90);
        jpeg[indexOfMarker(jpeg, 0xC0) + 1] = (byte) 0xC9;

        ImageException e = Assertions.assertThrows(ImageException.class, () -> decoder.decode(jpeg));

        assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED_FORMAT);
        assertThat(e.detail()).isEqualTo("JPEG process 9, expected baseline, extended or progressive Huffman coding");
    }

    private static int indexOfMarker(byte[] file, int code) {
        for (int i = 0; i + 1 < file.length; i++) {
            if ((file[i] & 0xFF) == 0xFF && (file[i + 1] & 0xFF) == code) {
                return i;
            }
        }
        throw new IllegalArgumentException("no marker " + Integer.toHexString(code));
    }

    private static long count(byte[] file, int code) {
        long count = 0;
        for (int i = 0; i + 1 < file.length; i++) {
            count += (file[i] & 0xFF) == 0xFF && (file[i + 1] & 0xFF) == code ? 1 : 0;
        }
        return count;
    }
}
