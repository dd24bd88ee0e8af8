package dev.diptych.image.turbo;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.diptych.image.RgbImage;
import dev.diptych.image.color.Samples;
import dev.diptych.image.color.Samples.Channels;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import org.jspecify.annotations.Nullable;

/** A picture in Leptonica's memory: a PIX, whose pixels are words of 0xRRGGBB00 or, four in one, of grey. */
final class Picture implements AutoCloseable {
    private static final int COLOR_DEPTH = 32;
    private static final int GREY_DEPTH = 8;

    /** A file to be decoded, or words to be encoded. */
    private static final ThreadLocal<KeptMemory> KEPT = ThreadLocal.withInitial(() -> new KeptMemory(1 << 19));

    private final Pointer pix;

    /** Whether the words are not Leptonica's. */
    private final boolean kept;

    private Picture(Pointer pix, boolean kept) {
        this.pix = pix;
        this.kept = kept;
    }

    /**
     * Decodes a JPEG; null where it is broken in any way.
     *
     * @param reduction 1, 2, 4 or 8: both sides are divided by it, and rounded up
     */
    static @Nullable Picture decode(byte[] jpeg, int reduction) {
        int[] warnings = new int[1];
        KeptMemory kept = KEPT.get();
        Memory file = kept.of(jpeg.length);
        file.write(0, jpeg, 0, jpeg.length);
        Pointer pix = Leptonica.pixReadMemJpeg(file, jpeg.length, 0, reduction, warnings, 0);
        kept.done();
        if (pix == null) {
            return null;
        }
        Picture picture = new Picture(pix, false);
        if (warnings[0] == 0) {
            return picture;
        }
        picture.close();
        return null;
    }

    /** A copy of an image, in memory that the thread keeps; null where there is none. */
    static @Nullable Picture of(RgbImage image) {
        Pointer pix = Leptonica.pixCreateHeader(image.width(), image.height(), COLOR_DEPTH);
        if (pix == null) {
            return null;
        }
        Picture picture = new Picture(pix, true);
        Leptonica.pixSetData(pix, KEPT.get().of(4L * image.width() * image.height()));
        IntBuffer words = picture.words(image.width() * image.height());
        byte[] pixels = image.pixels();
        int[] row = new int[image.width()];
        int at = 0;
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < row.length; x++, at += 3) {
                row[x] = pixels[at] << 24 | (pixels[at + 1] & 0xFF) << 16 | (pixels[at + 2] & 0xFF) << 8;
            }
            words.put(row);
        }
        return picture;
    }

    /** The bytes of a baseline JPEG with 4:2:0 chroma; null where there is no memory for it. */
    byte @Nullable [] encoded(int quality) {
        try (Memory result = new Memory(2L * Long.BYTES)) {
            result.clear();
            Pointer size = result.share(Long.BYTES);
            int failure = Leptonica.pixWriteMemJpeg(result, size, pix, quality, 0);
            Pointer file = result.getPointer(0);
            if (file == null) {
                return null;
            }
            byte[] bytes = failure == 0 ? file.getByteArray(0, Math.toIntExact(size.getLong(0))) : null;
            Leptonica.lept_free(file);
            return bytes;
        }
    }

    /** The pixels, as RGB or grey; null where the picture is neither. */
    @Nullable
    Samples samples() {
        int width = Leptonica.pixGetWidth(pix);
        int height = Leptonica.pixGetHeight(pix);
        int[] row = new int[Leptonica.pixGetWpl(pix)];
        IntBuffer words = words(row.length * height);
        return switch (Leptonica.pixGetDepth(pix)) {
            case COLOR_DEPTH -> new Samples(width, height, Channels.RGB, colors(words, row, width, height));
            case GREY_DEPTH -> new Samples(width, height, Channels.GREY, greys(words, row, width, height));
            default -> null;
        };
    }

    private static byte[] colors(IntBuffer words, int[] row, int width, int height) {
        byte[] pixels = new byte[Math.multiplyExact(height, width * 3)];
        int at = 0;
        for (int y = 0; y < height; y++) {
            words.get(row);
            for (int x = 0; x < width; x++, at += 3) {
                pixels[at] = (byte) (row[x] >> 24);
                pixels[at + 1] = (byte) (row[x] >> 16);
                pixels[at + 2] = (byte) (row[x] >> 8);
            }
        }
        return pixels;
    }

    private static byte[] greys(IntBuffer words, int[] row, int width, int height) {
        byte[] pixels = new byte[Math.multiplyExact(height, width)];
        for (int y = 0; y < height; y++) {
            words.get(row);
            for (int x = 0; x < width; x++) {
                pixels[y * width + x] = (byte) (row[x >> 2] >> (24 - 8 * (x & 3)));
            }
        }
        return pixels;
    }

    private IntBuffer words(int count) {
        Pointer data = Leptonica.pixGetData(pix);
        return data.getByteBuffer(0, 4L * count).order(ByteOrder.nativeOrder()).asIntBuffer();
    }

    @Override
    public void close() {
        if (kept) {
            Leptonica.pixSetData(pix, null);
            KEPT.get().done();
        }
        try (Memory place = new Memory(Long.BYTES)) {
            place.setPointer(0, pix);
            Leptonica.pixDestroy(place);
        }
    }
}
