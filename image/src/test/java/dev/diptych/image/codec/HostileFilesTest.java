package dev.diptych.image.codec;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.image.DecodeOptions;
import dev.diptych.image.ImageException;
import dev.diptych.image.ImageException.Reason;
import dev.diptych.image.ImageFormat;
import dev.diptych.image.SampleFiles;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class HostileFilesTest {
    private final ImageDecoder decoder = new ImageDecoder(new DecodeOptions(1_000_000, 0xFFFFFF));

    @Test
    void rejectsAnEmptyFile() {
        assertThat(rejection(new byte[0]))
                .hasMessage("decode failed: a.jpg at byte 0: no bytes, expected an image")
                .returns(Reason.EMPTY, ImageException::reason);
    }

    @Test
    void rejectsHtmlNamedAsJpeg() {
        assertThat(rejection("<html>404</html>".getBytes(US_ASCII)).reason()).isEqualTo(Reason.NOT_AN_IMAGE);
    }

    @Test
    void namesSizesAndLimitOfAnImageWithTooManyPixels() {
        ImageException e = rejection(hugePng());

        assertThat(e)
                .hasMessage("decode failed: a.jpg: 20990x29700 = 623 MP exceeds 1 MP; max_image_pixels takes more");
        assertThat(e.reason()).isEqualTo(Reason.TOO_MANY_PIXELS);
    }

    @Test
    void rejectsHeaderBombsBeforeDecoding() {
        byte[] gif = SampleFiles.read("palette.gif");
        gif[6] = gif[7] = gif[8] = gif[9] = (byte) 0xFF;
        byte[] jpeg = SampleFiles.read("progressive.jpg");
        int frame = indexOf(jpeg, 0xFF, 0xC2);
        jpeg[frame + 5] = jpeg[frame + 6] = jpeg[frame + 7] = jpeg[frame + 8] = (byte) 0xFF;

        // Decoding any of them would take gigabytes and tens of seconds.
        Assertions.assertTimeout(Duration.ofSeconds(2), () -> {
            for (byte[] bomb : new byte[][] {hugePng(), gif, jpeg}) {
                assertThat(rejection(bomb).reason()).isEqualTo(Reason.TOO_MANY_PIXELS);
            }
        });
    }

    @Test
    void rejectsABombHiddenInAFrameOfAGif() {
        byte[] gif = SampleFiles.read("palette.gif");
        int frame = indexOf(gif, 0x2C, 0, 0, 0, 0);
        gif[frame + 5] = gif[frame + 6] = gif[frame + 7] = gif[frame + 8] = (byte) 0xFF;

        assertThat(rejection(gif).reason()).isEqualTo(Reason.TOO_MANY_PIXELS);
    }

    @Test
    void rejectsAGifOf35BytesThatDeclaresGigapixels() {
        byte[] gif = HexFormat.of()
                .parseHex(
                        "474946383961ffffffff800000000000ffffff2c00000000ffffffff00020244010000003b".substring(0, 70));

        assertThat(gif).hasSize(35);
        assertThat(rejection(gif).reason()).isEqualTo(Reason.TOO_MANY_PIXELS);
    }

    @Test
    void rejectsMorePixelsThanAnArrayHoldsWhateverTheLimit() {
        byte[] png = SampleFiles.read("alpha.png");
        ByteBuffer.wrap(png).putInt(16, 1 << 20).putInt(20, 1 << 20);
        ImageDecoder unlimited = new ImageDecoder(new DecodeOptions(Long.MAX_VALUE, 0xFFFFFF));

        ImageException e = Assertions.assertThrows(ImageException.class, () -> unlimited.decode(repairChecksum(png)));

        assertThat(e.reason()).isEqualTo(Reason.TOO_MANY_PIXELS);
    }

    @Test
    void saysThatMemoryRanOut() {
        // Two gigabytes of samples and as much again of RGB, more than the tests' heap.
        Assumptions.assumeTrue(Runtime.getRuntime().maxMemory() < 3_400_000_000L);
        byte[] png = SampleFiles.read("alpha.png");
        ByteBuffer.wrap(png).putInt(16, 24_900).putInt(20, 20_000);
        ImageDecoder unlimited = new ImageDecoder(new DecodeOptions(Long.MAX_VALUE, 0xFFFFFF, true));

        ImageException e = Assertions.assertThrows(ImageException.class, () -> unlimited.decode(repairChecksum(png)));

        assertThat(e.reason()).isEqualTo(Reason.OUT_OF_MEMORY);
    }

    @Test
    void rejectsAPngWithAWrongChecksum() {
        byte[] png = SampleFiles.read("alpha.png");
        png[29] ^= 1;

        assertThat(rejection(png))
                .hasMessageStartingWith("decode failed: a.jpg at byte 8: chunk's checksum differs, expected 0x")
                .returns(Reason.CORRUPT, ImageException::reason)
                .returns(8L, ImageException::offset);
    }

    @Test
    void acceptsAPngWithABrokenTextChunk() {
        byte[] png = SampleFiles.read("alpha.png");
        byte[] text = {0, 0, 0, 2, 'i', 'C', 'C', 'P', 1, 2, 0, 0, 0, 0};
        byte[] file = new byte[png.length + text.length];
        System.arraycopy(png, 0, file, 0, 33);
        System.arraycopy(text, 0, file, 33, text.length);
        System.arraycopy(png, 33, file, 33 + text.length, png.length - 33);

        assertThat(decoder.decode(file).image()).isEqualTo(decoder.decode(png).image());
    }

    private ImageException rejection(byte[] file) {
        return Assertions.assertThrows(ImageException.class, () -> decoder.decode(file, "a.jpg"));
    }

    private static byte[] hugePng() {
        byte[] png = SampleFiles.read("alpha.png");
        ByteBuffer.wrap(png).putInt(16, 20990).putInt(20, 29700);
        return repairChecksum(png);
    }

    /** Makes the checksum of a PNG's header right again, so that the header is looked at. */
    private static byte[] repairChecksum(byte[] file) {
        if (ImageFormat.detect(file).filter(f -> f == ImageFormat.PNG).isPresent()) {
            CRC32 crc = new CRC32();
            crc.update(file, 12, 17);
            ByteBuffer.wrap(file).putInt(29, (int) crc.getValue());
        }
        return file;
    }

    private static int indexOf(byte[] file, int... wanted) {
        for (int i = 0; i + wanted.length <= file.length; i++) {
            int k = 0;
            while (k < wanted.length && (file[i + k] & 0xFF) == wanted[k]) {
                k++;
            }
            if (k == wanted.length) {
                return i;
            }
        }
        throw new IllegalArgumentException("not in the file");
    }
}
