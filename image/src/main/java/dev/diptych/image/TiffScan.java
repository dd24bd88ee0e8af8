package dev.diptych.image;

import dev.diptych.image.ImageException.Reason;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the first directory of a TIFF (TIFF 6.0): finds its size, orientation and profile, and whether all of its strips
 * or tiles lie inside the file. The profile is hidden from the codec, which would try to use it.
 */
final class TiffScan {
    private static final int WIDTH = 256;
    private static final int HEIGHT = 257;
    private static final int BITS_PER_SAMPLE = 258;
    private static final int STRIP_OFFSETS = 273;
    private static final int SAMPLES_PER_PIXEL = 277;
    private static final int STRIP_BYTES = 279;
    private static final int TILE_WIDTH = 322;
    private static final int TILE_HEIGHT = 323;
    private static final int TILE_OFFSETS = 324;
    private static final int TILE_BYTES = 325;
    private static final int ICC_PROFILE = 34675;
    private static final int MAX_SAMPLES = 8;
    private static final int MAX_TILE_SIDE = 1 << 15;

    private TiffScan() {}

    static Header scan(ByteReader in) {
        TiffDirectory directory = TiffDirectory.read(in, 0, in.length());
        if (directory.cut() || directory.lacksValues()) {
            throw ImageException.at(
                    in.length(),
                    Reason.TRUNCATED,
                    "ends after " + in.length() + " bytes, expected a whole directory and its values");
        }
        long width = directory.number(WIDTH);
        long height = directory.number(HEIGHT);
        if (width < 1 || height < 1 || width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
            throw ImageException.at(4, Reason.CORRUPT, "directory without a width and a height, expected both");
        }
        requireAtMost(directory, SAMPLES_PER_PIXEL, MAX_SAMPLES, "samples per pixel");
        requireAtMost(directory, BITS_PER_SAMPLE, 64, "bits per sample");
        requireAtMost(directory, TILE_WIDTH, MAX_TILE_SIDE, "columns of a tile");
        requireAtMost(directory, TILE_HEIGHT, MAX_TILE_SIDE, "rows of a tile");
        long profileEntry = directory.find(ICC_PROFILE);
        byte @Nullable [] profile = null;
        byte[] codecInput = in.bytes();
        if (profileEntry != TiffDirectory.ABSENT) {
            profile = bytes(directory.numbers(ICC_PROFILE));
            codecInput = codecInput.clone();
            codecInput[(int) profileEntry + (directory.little() ? 0 : 1)]++;
        }
        long end = dataEnd(directory);
        @Nullable ImageException truncation = null;
        if (end > in.length() || end == 0) {
            truncation = ImageException.at(
                    in.length(),
                    Reason.TRUNCATED,
                    "ends after " + in.length() + " bytes, expected pixel data"
                            + (end == 0 ? " inside the file" : " up to byte " + end));
            // The codec refuses to start on such a file; with zeros at its end it decodes what is there.
            codecInput = Arrays.copyOf(codecInput, (int) Math.max(in.length(), Math.min(end, 2L * in.length())));
        }
        return new Header((int) width, (int) height, directory.orientation(), profile, truncation, codecInput);
    }

    private static void requireAtMost(TiffDirectory directory, int tag, long limit, String what) {
        if (directory.number(tag) > limit) {
            throw ImageException.at(
                    directory.find(tag),
                    Reason.UNSUPPORTED_FORMAT,
                    directory.number(tag) + " " + what + ", expected at most " + limit);
        }
    }

    /** The end of the last strip or tile; 0 where the places of none are inside the file. */
    private static long dataEnd(TiffDirectory directory) {
        boolean tiled = directory.find(TILE_OFFSETS) != TiffDirectory.ABSENT;
        long[] offsets = directory.numbers(tiled ? TILE_OFFSETS : STRIP_OFFSETS);
        long[] lengths = directory.numbers(tiled ? TILE_BYTES : STRIP_BYTES);
        long end = 0;
        for (int i = 0; i < offsets.length; i++) {
            end = Math.max(end, offsets[i] + (i < lengths.length ? lengths[i] : 1));
        }
        return end;
    }

    private static byte @Nullable [] bytes(long[] numbers) {
        if (numbers.length == 0 || numbers.length > ColorProfile.MAX_BYTES) {
            return null;
        }
        byte[] bytes = new byte[numbers.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) numbers[i];
        }
        return bytes;
    }
}
