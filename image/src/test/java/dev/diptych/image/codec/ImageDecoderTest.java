package dev.diptych.image.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.image.DecodeOptions;
import dev.diptych.image.DecodedImage;
import dev.diptych.image.ImageFormat;
import dev.diptych.image.RgbImage;
import dev.diptych.image.SampleFiles;
import dev.diptych.image.Synthetic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
    private final ImageDecoder decoder = new ImageDecoder();

    /** Largest difference of a channel from the image that was encoded: 0 where lossless, else the codec's loss. */
    record Case(String file, ImageFormat format, int tolerance) {}

    static Case[] colorFiles() {
        return new Case[] {
            new Case("plain.bmp", ImageFormat.BMP, 0),
            new Case("plain.tif", ImageFormat.TIFF, 0),
            new Case("lzw.tif", ImageFormat.TIFF, 0),
            new Case("cmyk.jpg", ImageFormat.JPEG, 4),
            new Case("progressive.jpg", ImageFormat.JPEG, 12),
            new Case("lossy.webp", ImageFormat.WEBP, 16),
        };
    }

    @ParameterizedTest
    @MethodSource("colorFiles")
    void decodesToRgb(Case c) {
        DecodedImage decoded = decoder.decode(SampleFiles.read(c.file));

        assertThat(decoded.format()).isEqualTo(c.format);
        assertClose(decoded.image(), Synthetic.ramp(SampleFiles.WIDTH, SampleFiles.HEIGHT), c.tolerance);
    }

    @Test
    void looksPaletteColorsUpAsPillowDoes() {
        RgbImage png = decoder.decode(SampleFiles.read("palette.png")).image();
        RgbImage gif = decoder.decode(SampleFiles.read("palette.gif")).image();

        assertThat(Synthetic.sha256(png)).isEqualTo("0d95c52a9cc7526064ea44c35284d6cd01ebd9258007eba447a4dfc9d81f236c");
        assertThat(Synthetic.sha256(gif)).isEqualTo("66417643cd3b7addd91bd5a84a9f68b32f63b52beaf505c0862ab891509d80ff");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "orientation6.jpg",
                "orientation6-slong.jpg",
                "orientation6.png",
                "orientation6-raw-exif.png",
                "orientation6-xmp.png",
                "orientation6.webp"
            })
    void turnsUprightByExif(String file) {
        DecodedImage decoded = decoder.decode(SampleFiles.read(file));

        assertThat(decoded.originalWidth()).isEqualTo(24);
        assertThat(decoded.originalHeight()).isEqualTo(16);
        RgbImage upright = decoded.image();
        assertThat(upright.width()).isEqualTo(16);
        assertThat(upright.height()).isEqualTo(24);
        // Orientation 6: the stored top left is the upright top right.
        RgbImage stored = Synthetic.ramp(24, 16);
        assertThat(distance(upright.rgb(15, 0), stored.rgb(0, 0))).isLessThanOrEqualTo(2);
        assertThat(distance(upright.rgb(0, 0), stored.rgb(0, 15))).isLessThanOrEqualTo(2);
        assertThat(distance(upright.rgb(15, 23), stored.rgb(23, 0))).isLessThanOrEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"alpha.png", "alpha-lossless.webp", "alpha-lossy.webp"})
    void laysTransparentPixelsOnTheBackground(String file) {
        ImageDecoder onGreen = new ImageDecoder(new DecodeOptions(1000, 0x00FF00));

        RgbImage image = onGreen.decode(SampleFiles.read(file)).image();

        assertThat(image.rgb(0, 0)).isEqualTo(0x00FF00);
        assertThat(image.rgb(11, 15)).isEqualTo(0x00FF00);
        assertThat(distance(image.rgb(23, 15), Synthetic.ramp(24, 16).rgb(23, 15)))
                .isLessThanOrEqualTo(12);
    }

    @Test
    void repeatsGreyInAllChannels() {
        RgbImage image = decoder.decode(SampleFiles.read("grey.jpg")).image();

        assertThat(image.rgb(0, 0)).isEqualTo(0x464646);
        assertThat(image.rgb(23, 15)).isEqualTo(0xA7A7A7);
    }

    @Test
    void keepsGreyValuesBesideAlpha() {
        RgbImage image = decoder.decode(SampleFiles.read("grey-alpha.png")).image();

        assertThat(image.rgb(0, 0)).isEqualTo(0x464646);
        assertThat(image.rgb(23, 15)).isEqualTo(0xA8A8A8);
    }

    @Test
    void takesTheHighByteOfSixteenBits() {
        RgbImage image = decoder.decode(SampleFiles.read("grey16.png")).image();

        int high = (10 * 2600 + 3) >> 8;
        assertThat(image.rgb(10, 3)).isEqualTo(high << 16 | high << 8 | high);
    }

    private static void assertClose(RgbImage actual, RgbImage expected, int tolerance) {
        assertThat(actual.width()).isEqualTo(expected.width());
        assertThat(actual.height()).isEqualTo(expected.height());
        for (int y = 0; y < actual.height(); y++) {
            for (int x = 0; x < actual.width(); x++) {
                assertThat(distance(actual.rgb(x, y), expected.rgb(x, y)))
                        .as("%d,%d", x, y)
                        .isLessThanOrEqualTo(tolerance);
            }
        }
    }

    private static int distance(int a, int b) {
        int red = Math.abs((a >> 16 & 0xFF) - (b >> 16 & 0xFF));
        int green = Math.abs((a >> 8 & 0xFF) - (b >> 8 & 0xFF));
        return Math.max(Math.max(red, green), Math.abs((a & 0xFF) - (b & 0xFF)));
    }
}
