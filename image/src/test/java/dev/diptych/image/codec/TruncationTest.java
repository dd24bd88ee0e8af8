package dev.diptych.image.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.image.DecodeOptions;
import dev.diptych.image.DecodedImage;
import dev.diptych.image.ImageException;
import dev.diptych.image.ImageException.Reason;
import dev.diptych.image.RgbImage;
import dev.diptych.image.Synthetic;
import java.util.Arrays;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TruncationTest {
    private final ImageDecoder strict = new ImageDecoder();
    private final ImageDecoder lenient = new ImageDecoder(new DecodeOptions(1_000_000, 0xFFFFFF, true));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jpeg-ycbcr.jpg",
                "jpeg-ycbcr-progressive.jpg",
                "jpeg-cmyk.jpg",
                "jpeg-grey.jpg",
                "png-2-8.png",
                "png-3-4.png",
                "png-6-16-interlaced.png",
                "webp-lossy.webp",
                "webp-lossless.webp",
                "webp-lossless-alpha.webp",
                "webp-lossy-alpha.webp",
                "gif-palette.gif",
                "gif-interlaced.gif",
                "tiff-raw.tif",
                "tiff-tiff_lzw.tif",
                "bmp-RGB.bmp",
                "bmp-1.bmp",
                "bmp-rle8.bmp"
            })
    void rejectsAFileCutAnywhere(String name) {
        byte[] whole = GoldenTest.file(name);
        int unneeded = name.endsWith(".gif") ? 1 : 0;

        for (int length = 26; length < whole.length - unneeded; length++) {
            byte[] file = Arrays.copyOf(whole, length);
            ImageException e = Assertions.assertThrows(
                    ImageException.class, () -> strict.decode(file), "cut to " + length + " of " + whole.length);

            assertThat(e.reason()).as("cut to %d: %s", length, e.detail()).isEqualTo(Reason.TRUNCATED);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "png-2-8.png",
                "png-6-16-interlaced.png",
                "gif-palette.gif",
                "gif-interlaced.gif",
                "webp-lossless.webp",
                "webp-lossless-alpha.webp",
                "tiff-raw.tif",
                "bmp-RGB.bmp",
                "bmp-rle8.bmp"
            })
    void keepsWhatThereIsWhereAllowed(String name) {
        byte[] whole = GoldenTest.file(name);
        byte[] cut = Arrays.copyOf(whole, whole.length * 19 / 20);

        DecodedImage kept = lenient.decode(cut);

        assertThat(kept.truncated()).isTrue();
        RgbImage expected = strict.decode(whole).image();
        assertThat(kept.image().width()).isEqualTo(expected.width());
        assertThat(kept.image().height()).isEqualTo(expected.height());
        // BMP's rows come bottom up; all other files begin at the top.
        int row = name.endsWith(".bmp") ? expected.height() - 1 : 0;
        assertThat(kept.image().crop(0, row, expected.width(), 1))
                .isEqualTo(expected.crop(0, row, expected.width(), 1));
    }

    @Test
    void keepsTheUpperRowsOfAJpegWhereAllowed() {
        byte[] whole = ImageEncoder.jpeg(Synthetic.rings(80, 80), 90);

        DecodedImage kept = lenient.decode(Arrays.copyOf(whole, whole.length * 3 / 4));

        assertThat(kept.truncated()).isTrue();
        assertThat(kept.image().crop(0, 0, 80, 30))
                .isEqualTo(strict.decode(whole).image().crop(0, 0, 80, 30));
    }

    @Test
    void keepsTheCoarseScansOfAProgressiveJpegWhereAllowed() {
        byte[] whole = GoldenTest.file("jpeg-ycbcr-progressive.jpg");

        RgbImage kept = lenient.decode(Arrays.copyOf(whole, whole.length - 30)).image();

        RgbImage expected = strict.decode(whole).image();
        for (int i = 0; i < kept.pixels().length; i++) {
            assertThat(Math.abs((kept.pixels()[i] & 0xFF) - (expected.pixels()[i] & 0xFF)))
                    .as("byte %d", i)
                    .isLessThanOrEqualTo(24);
        }
    }

    @Test
    void marksNoWholeFileAsTruncated() {
        assertThat(lenient.decode(GoldenTest.file("jpeg-ycbcr.jpg")).truncated())
                .isFalse();
        assertThat(lenient.decode(GoldenTest.file("png-2-8.png")).truncated()).isFalse();
    }

    @Test
    void leavesMissingPixelsWhite() {
        byte[] whole = GoldenTest.file("png-2-8.png");

        RgbImage image = lenient.decode(Arrays.copyOf(whole, whole.length / 2)).image();

        assertThat(image.rgb(image.width() - 1, image.height() - 1)).isEqualTo(0xFFFFFF);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jpeg-ycbcr.jpg",
                "png-2-8.png",
                "gif-palette.gif",
                "webp-lossy.webp",
                "tiff-raw.tif",
                "bmp-RGB.bmp"
            })
    void rejectsAFileWithoutAnyPixelsEvenWhereTruncatedOnesAreKept(String name) {
        byte[] cut = Arrays.copyOf(GoldenTest.file(name), 30);

        ImageException e = Assertions.assertThrows(ImageException.class, () -> lenient.decode(cut));

        assertThat(e.reason()).isEqualTo(Reason.TRUNCATED);
    }

    @Test
    void rejectsAJpegCutAndClosedAgain() {
        byte[] whole = ImageEncoder.jpeg(Synthetic.rings(64, 64), 90);
        byte[] cut = Arrays.copyOf(whole, whole.length / 2);
        cut[cut.length - 2] = (byte) 0xFF;
        cut[cut.length - 1] = (byte) 0xD9;

        ImageException e = Assertions.assertThrows(ImageException.class, () -> strict.decode(cut));

        assertThat(e.reason()).isIn(Reason.TRUNCATED, Reason.CORRUPT);
    }
}
