package dev.diptych.image.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.image.ImageException;
import dev.diptych.image.ImageException.Reason;
import dev.diptych.image.RgbImage;
import dev.diptych.image.SampleFiles;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares pixels with other programs'. The names in reference.zip begin with what made the file: ImageMagick 6.9.11,
 * GraphicsMagick 1.3.40, libvips 8.14.1, Pillow 9.4, libtiff's tiffcp 4.5.0; "raw" and "os2" are written number by number.
 * TIFF's pixels are those of ImageMagick 6.9.11 ({@code convert -auto-orient -colorspace sRGB -background white -alpha
 * remove -depth 8 rgb:-}), but for pillow-P those of Pillow: ImageMagick takes 1 off a palette of v * 256. BMP's are
 * Pillow's.
 */
class ReferenceTest {
    private static final Map<String, byte[]> FILES = SampleFiles.readZip("reference.zip");

    private final ImageDecoder decoder = new ImageDecoder();

    static Stream<String> decoded() {
        return FILES.keySet().stream().filter(name -> !name.endsWith(".rgb") && FILES.containsKey(pixels(name)));
    }

    private static String pixels(String name) {
        return name.substring(0, name.lastIndexOf('.')) + ".rgb";
    }

    /** ImageMagick lays alpha and inks on white in 16 bits and cuts, so that half of the bytes may differ by one. */
    @ParameterizedTest
    @MethodSource("decoded")
    void decodesAsOtherProgramsDo(String name) {
        ByteBuffer expected = ByteBuffer.wrap(file(pixels(name)));

        RgbImage image = decoder.decode(file(name), name).image();

        assertThat(image.width()).isEqualTo(expected.getShort());
        assertThat(image.height()).isEqualTo(expected.getShort());
        long squares = 0;
        for (byte actual : image.pixels()) {
            int difference = (actual & 0xFF) - (expected.get() & 0xFF);
            squares += (long) difference * difference;
        }
        double decibels = 10 * Math.log10(255.0 * 255 * image.pixels().length / squares);
        assertThat(decibels).as(name).isGreaterThanOrEqualTo(name.startsWith("pillow-P.") ? 100 : 50);
    }

    record Case(String file, String actual) {}

    static Case[] refused() {
        return new Case[] {
            new Case("im-zstd.tif", "TIFF with Zstandard compression (50000)"),
            new Case("im-lzma.tif", "TIFF with LZMA compression (34925)"),
            new Case("im-webp.tif", "TIFF with WebP compression (50001)"),
            new Case("tiffcp-gray8-lerc-s.tif", "TIFF with LERC compression (34887)"),
            new Case("im-bigtiff.tif", "BigTIFF image"),
            new Case("pillow-I.tif", "TIFF of signed samples"),
            new Case("vips-labs.tif", "TIFF of signed samples"),
            new Case("raw-signed16-le.tif", "TIFF of signed samples"),
            new Case("raw-float255-32-le.tif", "TIFF with the floating-point sample "),
            new Case("pillow-PA.tif", "TIFF of 2 samples a pixel, 1 of them palette"),
            new Case("raw-pal8a-le.tif", "TIFF of 2 samples a pixel, 1 of them palette"),
            new Case("raw-rgb5unspec8-le.tif", "TIFF of 5 samples a pixel, 3 of them RGB"),
            new Case("raw-cmyka8-le.tif", "TIFF of 5 samples a pixel, 4 of them CMYK"),
            new Case("tiffcp-rgbunassoc8-jpegr-t.tif", "TIFF of JPEG with alpha"),
            new Case("raw-white4-le.tif", "TIFF of 4-bit grey of which 0 is white"),
            new Case("raw-rgb24-le.tif", "TIFF of 24 bits a sample"),
            new Case("raw-icclab8-le.tif", "TIFF of ICC L*a*b* colours (9)"),
            new Case("raw-itulab8-le.tif", "TIFF of ITU L*a*b* colours (10)"),
            new Case("raw-mask-le.tif", "TIFF of transparency mask colours (4)"),
            new Case("raw-cfa-le.tif", "TIFF of colour filter array colours (32803)"),
            new Case("raw-logl-le.tif", "TIFF of LogL colours (32844)"),
            new Case("raw-linear-le.tif", "TIFF of linear raw colours (34892)"),
            new Case("raw-ycc8-bt709-le.tif", "TIFF of YCbCr with coefficients [0.2126, 0.7152, 0.0722]"),
            new Case("raw-ycc8-video-le.tif", "TIFF of YCbCr with ranges [16.0, 235.0, 128.0, 240.0, 128.0, 240.0]"),
            new Case("raw-ycc8-default-le.tif", "TIFF of YCbCr in which pixels share colours"),
            new Case("raw-sep4-cmykinkset2-le.tif", "TIFF of other inks"),
            new Case("os2-64-huff.bmp", "BMP of OS/2 with compression 3"),
            new Case("foreign.avif", "AVIF image"),
            new Case("foreign.heic", "HEIC image"),
            new Case("foreign.jp2", "JPEG 2000 image"),
            new Case("foreign.psd", "Photoshop document (PSD)"),
            new Case("foreign.ico", "icon (ICO)"),
        };
    }

    @ParameterizedTest
    @MethodSource("refused")
    void saysWhatItDoesNotDecode(Case c) {
        ImageException e = Assertions.assertThrows(ImageException.class, () -> decoder.decode(file(c.file)));

        assertThat(e.detail()).startsWith(c.actual).contains(", expected ");
        assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED_FORMAT);
    }

    @Test
    void namesEveryFileOnce() {
        assertThat(FILES.keySet().stream().filter(name -> !name.endsWith(".rgb")))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(decoded(), Arrays.stream(refused()).map(Case::file))
                                .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"im-16-lzw.tif", "tiffcp-rgb8-packbits-s.tif", "im-16-zip.tif", "vips-jpeg-tiles.tif"})
    void rejectsATiffWhosePixelsEndInsideTheFile(String name) {
        byte[] file = file(name);
        // The last strip or tile is as long as before, of the first half of its bytes and zeros.
        Arrays.fill(file, 8, 8 + 40, (byte) 0);

        ImageException e = Assertions.assertThrows(ImageException.class, () -> decoder.decode(file, name));

        assertThat(e.reason()).isIn(Reason.CORRUPT, Reason.TRUNCATED);
        assertThat(e.detail()).doesNotContain("Exception").doesNotContain("null");
    }

    @Test
    void readsOs2HeadersThatEndAfterTheBitsOfAPixel() {
        byte[] whole = file("os2-64-8.bmp");
        byte[] brief = new byte[whole.length - 48];
        System.arraycopy(whole, 0, brief, 0, 30);
        System.arraycopy(whole, 14 + 64, brief, 30, brief.length - 30);
        brief[14] = 16;
        brief[10] -= 48;

        assertThat(decoder.decode(brief).image())
                .isEqualTo(decoder.decode(whole).image());
    }

    private static byte[] file(String name) {
        byte[] file = FILES.get(name);
        if (file == null) {
            throw new IllegalArgumentException("no reference file " + name);
        }
        return file.clone();
    }
}
