package dev.diptych.image.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import dev.diptych.image.DecodeOptions;
import dev.diptych.image.ImageException;
import dev.diptych.image.ImageFormat;
import dev.diptych.image.webp.WebpPixelsTest;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Damages files in many ways: each gives an image or an {@link ImageException}, in bounded time and memory. */
class FuzzTest {
    private static final long SEED = 20240601;
    private static final int CASES = 250;
    private static final int MAX_PIXELS = 250_000;
    /** Far above what any takes; a decoder that trusts a damaged number takes minutes. */
    private static final long MAX_NANOS = 10_000_000_000L;
    /** The samples of an image of the most pixels some ten times over. */
    private static final long MAX_BYTES = 64L << 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

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
    void survivesFlippedBits(String name) {
        byte[] whole = file(name);
        Random random = new Random(SEED);
        for (int i = 0; i < CASES; i++) {
            byte[] file = whole.clone();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                file[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));
            }
            decode(file, name + ", seed " + SEED + ", file " + i);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void survivesOverwrittenNumbers(String name) {
        byte[] whole = file(name);
        Random random = new Random(SEED);
        for (int i = 0; i < CASES; i++) {
            byte[] file = whole.clone();
            int end = random.nextBoolean() ? Math.min(file.length, 100) : file.length;
            ByteBuffer.wrap(file).putInt(random.nextInt(end - 4), random.nextBoolean() ? -1 : random.nextInt());
            decode(file, name + ", seed " + SEED + ", file " + i);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void survivesCutsWithinAndAtTheEnd(String name) {
        byte[] whole = file(name);
        Random random = new Random(SEED);
        for (int i = 0; i < CASES; i++) {
            int from = random.nextInt(whole.length);
            int to = random.nextBoolean() ? whole.length : from + random.nextInt(whole.length - from);
            byte[] file = Arrays.copyOf(whole, whole.length - (to - from));
            System.arraycopy(whole, to, file, from, whole.length - to);
            decode(file, name + ", seed " + SEED + ", file " + i);
        }
    }

    private static byte[] file(String name) {
        return name.startsWith("animation") ? WebpPixelsTest.file(name) : GoldenTest.file(name);
    }

    private void decode(byte[] file, String description) {
        decode(strict, file, description);
        decode(strict, repairChecksums(file), description + ", checksums repaired");
        decode(lenient, repairChecksums(file), description + ", truncated ones kept");
    }

    private static void decode(ImageDecoder decoder, byte[] file, String description) {
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        try {
            decoder.decode(file);
        } catch (ImageException e) {
            assertThat(e.getMessage()).startsWith("decode failed: ");
            assertThat(e.reason()).as(description).isNotEqualTo(ImageException.Reason.OUT_OF_MEMORY);
        } catch (Throwable e) {
            fail(description, e);
        }
        assertThat(System.nanoTime() - start).as(description).isLessThan(MAX_NANOS);
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - bytes)
                .as(description)
                .isLessThan(MAX_BYTES);
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
