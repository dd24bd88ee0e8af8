package dev.diptych.image.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.file.Damage;
import dev.diptych.image.DecodeOptions;
import dev.diptych.image.ImageException;
import dev.diptych.image.ImageFormat;
import dev.diptych.image.webp.WebpPixelsTest;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Damages files in many ways: each gives an image or an {@link ImageException}, in bounded time and memory. */
class FuzzTest {
    private static final int FILES = 250;
    private static final int MAX_PIXELS = 250_000;

    private final ImageDecoder strict = new ImageDecoder(new DecodeOptions(MAX_PIXELS, 0xFFFFFF));
    private final ImageDecoder lenient = new ImageDecoder(new DecodeOptions(MAX_PIXELS, 0xFFFFFF, true));

    static String[] seeds() {
        return new String[] {
            "jpeg-ycbcr.jpg",
            "jpeg-ycbcr-progressive.jpg",
            "jpeg-ycck.jpg",
            "icc-cmyk.jpg",
            "orientation-6.jpg",
            "png-2-8.png",
            "png-3-4.png",
            "png-6-16-interlaced.png",
            "icc-rgb-alpha.png",
            "webp-lossless-alpha.webp",
            "webp-lossy.webp",
            "webp-lossy-alpha.webp",
            "animation-lossy-alpha.webp",
            "gif-transparent.gif",
            "gif-interlaced.gif",
            "bmp-RGB.bmp",
            "bmp-P.bmp",
            "bmp-rle8.bmp",
            "tiff-raw.tif",
            "tiff-tiff_lzw.tif",
            "tiff-jpeg.tif",
            "tiff-cmyk.tif",
            "tiff-tiff_adobe_deflate.tif",
            "tiff-packbits.tif",
            "tiff-palette.tif"
        };
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void damagedFiles(String name) {
        fuzz(name, strict::decode);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void damagedFilesOfWhichTruncatedOnesAreKept(String name) {
        fuzz(name, lenient::decode);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png-2-8.png", "png-3-4.png", "png-6-16-interlaced.png", "icc-rgb-alpha.png"})
    void damagedFilesWhoseChecksumsAreRight(String name) {
        fuzz(name, bytes -> strict.decode(repairChecksums(bytes)));
        fuzz(name, bytes -> lenient.decode(repairChecksums(bytes)));
    }

    private static void fuzz(String name, Damage.Reading reading) {
        Damage.read(file(name), FILES, ImageException.class, bytes -> {
            try {
                reading.of(bytes);
            } catch (ImageException e) {
                assertThat(e.getMessage()).startsWith("decode failed: ");
                assertThat(e.reason()).isNotEqualTo(ImageException.Reason.OUT_OF_MEMORY);
                throw e;
            }
        });
    }

    private static byte[] file(String name) {
        return name.startsWith("animation") ? WebpPixelsTest.file(name) : GoldenTest.file(name);
    }

    /** Makes the checksums of a PNG's chunks right again, so that what is in them is looked at. */
    private static byte[] repairChecksums(byte[] damaged) {
        byte[] file = damaged.clone();
        if (ImageFormat.detect(file).filter(f -> f == ImageFormat.PNG).isEmpty()) {
            return file;
        }
        ByteBuffer buffer = ByteBuffer.wrap(file);
        for (long at = 8; at + 12 <= file.length; ) {
            long length = buffer.getInt((int) at) & 0xFFFFFFFFL;
            if (at + 12 + length > file.length) {
                break;
            }
            CRC32 crc = new CRC32();
            crc.update(file, (int) at + 4, (int) length + 4);
            buffer.putInt((int) (at + 8 + length), (int) crc.getValue());
            at += 12 + length;
        }
        return file;
    }
}
