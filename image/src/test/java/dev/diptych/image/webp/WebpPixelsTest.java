package dev.diptych.image.webp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.image.DecodeOptions;
import dev.diptych.image.DecodedImage;
import dev.diptych.image.ImageException;
import dev.diptych.image.ImageException.Reason;
import dev.diptych.image.RgbImage;
import dev.diptych.image.SampleFiles;
import dev.diptych.image.codec.ImageDecoder;
import dev.diptych.image.color.Samples;
import dev.diptych.image.header.ByteReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares pixels with those of dwebp 1.2.4; {@code src/test/golden/make_webp.py} made the files. */
public class WebpPixelsTest {
    private static final Map<String, byte[]> FILES = SampleFiles.readZip("webp.zip");
    private static final String ANIMATION = "animation-lossy-alpha.webp";
    private static final int VP8X = 12;

    private final ImageDecoder decoder = new ImageDecoder();

    static Stream<String> expectations() {
        return new String(file("dwebp.txt"), US_ASCII).lines();
    }

    @ParameterizedTest
    @MethodSource("expectations")
    void decodesAsLibwebpsOwnProgramDoes(String nameColumnsRowsChecksum) {
        String[] expected = nameColumnsRowsChecksum.split(" ");

        Samples samples = WebpPixels.decode(WebpScan.scan(new ByteReader(file(expected[0]))), false);

        assertThat(samples.width()).isEqualTo(Integer.parseInt(expected[1]));
        assertThat(samples.height()).isEqualTo(Integer.parseInt(expected[2]));
        assertThat(checksumOfRgba(samples)).isEqualTo(Long.parseLong(expected[3], 16));
    }

    @Test
    void laysTheFirstPictureOfAnAnimationWhereItBelongs() {
        RgbImage image = decoder.decode(file("animation-opaque.webp")).image();

        RgbImage picture = decoder.decode(file("lossless.webp")).image();
        assertThat(image.crop(6, 4, picture.width(), picture.height())).isEqualTo(picture);
        assertThat(image.crop(0, 0, image.width(), 4).pixels()).containsOnly((byte) 0xFF);
        assertThat(image.crop(0, 0, 6, image.height()).pixels()).containsOnly((byte) 0xFF);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lossy_smooth_q75.webp", "method-6-quality-100.webp", "lossless.webp"})
    void keepsTheUpperRowsOfACutFileWhereAllowed(String name) {
        RgbImage whole = decoder.decode(file(name)).image();
        byte[] cut = Arrays.copyOf(file(name), file(name).length * 3 / 4);

        DecodedImage decoded = new ImageDecoder(new DecodeOptions(1_000_000, 0xFFFFFF, true)).decode(cut);

        assertThat(decoded.truncated()).isTrue();
        RgbImage kept = decoded.image();
        int rows = 0;
        while (rows < whole.height() && row(kept, rows).equals(row(whole, rows))) {
            rows++;
        }
        assertThat(rows).isGreaterThan(whole.height() / 4);
        assertThat(kept.crop(0, rows, kept.width(), kept.height() - rows).pixels())
                .containsOnly((byte) 0xFF);
    }

    @Test
    void rejectsAnAnimationCutInItsFirstPictureAndTakesOneCutInItsSecond() {
        byte[] whole = file(ANIMATION);
        int second = lastIndexOf(whole, "ANMF");

        assertThat(rejection(Arrays.copyOf(whole, second - 30)).reason()).isEqualTo(Reason.TRUNCATED);
        DecodedImage decoded = decoder.decode(Arrays.copyOf(whole, second + 30));
        assertThat(decoded.truncated()).isFalse();
        assertThat(decoded.image()).isEqualTo(decoder.decode(whole).image());
    }

    @ParameterizedTest
    @ValueSource(strings = {"method-6-quality-100.webp", "lossy_smooth_q75.webp"})
    void saysThatAFileEndsEarlyWhoseLengthsFitTheCut(String name) {
        byte[] cut = Arrays.copyOf(file(name), file(name).length / 4 * 2);
        little(cut).putInt(4, cut.length - 8).putInt(16, cut.length - 20);

        assertThat(rejection(cut))
                .returns(Reason.TRUNCATED, ImageException::reason)
                .hasMessage("decode failed: a.webp: pixel data end early, expected all rows");
    }

    @Test
    void rejectsBrokenPixelDataWithoutNamingTheLibrary() {
        byte[] broken = file("lossless.webp");
        Arrays.fill(broken, 25, 60, (byte) 0xFF);

        assertThat(rejection(broken))
                .returns(Reason.CORRUPT, ImageException::reason)
                .hasMessage("decode failed: a.webp: pixel data broken, expected a VP8 or VP8L picture");
    }

    @Test
    void rejectsAlphaOfAnUnknownCompression() {
        byte[] broken = file("alpha-filter-fast-method-1.webp");
        broken[lastIndexOf(broken, "ALPH") + 8] |= 3;

        assertThat(rejection(broken).reason()).isEqualTo(Reason.CORRUPT);
    }

    @Test
    void rejectsAPictureThatLeavesItsCanvas() {
        byte[] animation = file(ANIMATION);
        animation[VP8X + 12] = 3;

        assertThat(rejection(animation))
                .hasMessage("decode failed: a.webp at byte 12: picture of 20x13 at 6,4, expected the canvas's 4x30");
    }

    @Test
    void rejectsHugeSidesBeforeAnythingIsDecoded() {
        byte[] canvas = file(ANIMATION);
        Arrays.fill(canvas, VP8X + 12, VP8X + 18, (byte) 0xFF);
        byte[] lossy = file("one-pixel.webp");
        little(lossy).putInt(26, 0x3FFF3FFF);
        byte[] lossless = file("lossless.webp");
        little(lossless).putInt(21, 0x0FFFFFFF);

        for (byte[] bomb : new byte[][] {canvas, lossy, lossless}) {
            assertThat(rejection(bomb).reason()).isEqualTo(Reason.TOO_MANY_PIXELS);
        }
    }

    @Test
    void saysInOneLineThatLibwebpCannotBeLoaded(@TempDir Path folder) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + folder.resolve("absent"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        WithoutLibwebp.class.getName())
                .redirectErrorStream(true)
                .start();

        String said = new String(process.getInputStream().readAllBytes(), US_ASCII);

        assertThat(said.lines()).hasSize(1);
        assertThat(said)
                .startsWith("UNSUPPORTED_FORMAT decode failed: a.webp: libwebp cannot be loaded for ")
                .contains(" from " + folder.resolve("absent"));
    }

    /** Says what comes of a WebP. */
    static final class WithoutLibwebp {
        private WithoutLibwebp() {}

        public static void main(String[] args) {
            try {
                new ImageDecoder().decode(file("one-pixel.webp"), "a.webp");
            } catch (ImageException e) {
                System.out.println(e.reason() + " " + e.getMessage());
            }
        }
    }

    public static byte[] file(String name) {
        byte[] file = FILES.get(name);
        if (file == null) {
            throw new IllegalArgumentException("no WebP " + name);
        }
        return file.clone();
    }

    private ImageException rejection(byte[] file) {
        return Assertions.assertThrows(ImageException.class, () -> decoder.decode(file, "a.webp"));
    }

    private static long checksumOfRgba(Samples samples) {
        CRC32 crc = new CRC32();
        int step = samples.channels().count();
        for (int i = 0; i < samples.bytes().length; i += step) {
            crc.update(samples.bytes(), i, 3);
            crc.update(step == 4 ? samples.bytes()[i + 3] : 0xFF);
        }
        return crc.getValue();
    }

    private static RgbImage row(RgbImage image, int y) {
        return image.crop(0, y, image.width(), 1);
    }

    private static ByteBuffer little(byte[] file) {
        return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int lastIndexOf(byte[] file, String type) {
        return new String(file, ISO_8859_1).lastIndexOf(type);
    }
}
