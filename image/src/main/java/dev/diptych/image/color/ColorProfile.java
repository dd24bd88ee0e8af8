package dev.diptych.image.color;

import dev.diptych.image.color.Samples.Channels;
import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An ICC profile's way to sRGB, with perceptual intent.
 *
 * <p>A profile that is broken, or is for other colours than the picture has, counts as none: so do browsers.
 */
public final class ColorProfile {
    /** Larger ones are not looked at; profiles of inks, the largest, take up to three megabytes. */
    public static final int MAX_BYTES = 4 << 20;

    private static final int MIN_BYTES = 132;
    /** Colours per channel of the grid on which a profile is tried. */
    private static final int GRID = 9;

    private final Channels channels;
    private final ColorConvertOp op;
    /** The sRGB colours of all 256 greys; empty for other channels. */
    private final byte[] greys;

    private ColorProfile(Channels channels, ColorConvertOp op) {
        this.channels = channels;
        this.op = op;
        this.greys = channels == Channels.GREY ? convert(grid(1, 256), 256, 1) : new byte[0];
    }

    /** The way from {@code icc}; null where it is none for pictures of {@code channels}, or changes nothing. */
    static @Nullable ColorProfile of(byte[] icc, Channels channels) {
        Channels colors = colorsOf(channels);
        if (icc.length < MIN_BYTES || icc.length > MAX_BYTES) {
            return null;
        }
        try {
            ICC_Profile profile = ICC_Profile.getInstance(icc);
            if (profile.getColorSpaceType() != spaceType(colors)) {
                return null;
            }
            ICC_Profile[] way = {profile, ICC_Profile.getInstance(ColorSpace.CS_sRGB)};
            ColorProfile made = new ColorProfile(colors, new ColorConvertOp(way, null));
            return made.changesNothing() ? null : made;
        } catch (CMMException | IllegalArgumentException | IllegalStateException | IndexOutOfBoundsException e) {
            return null;
        }
    }

    /** {@code picture} in sRGB, its alpha kept. */
    Samples toSrgb(Samples picture) {
        int pixels = picture.width() * picture.height();
        return switch (picture.channels()) {
            case GREY, GREY_ALPHA -> lookUpGreys(picture);
            case RGB, CMYK ->
                new Samples(
                        picture.width(),
                        picture.height(),
                        Channels.RGB,
                        convert(picture.bytes(), picture.width(), picture.height()));
            case RGB_ALPHA -> {
                byte[] colors = convert(withoutAlpha(picture.bytes(), pixels), picture.width(), picture.height());
                byte[] bytes = picture.bytes().clone();
                for (int i = 0; i < pixels; i++) {
                    System.arraycopy(colors, i * 3, bytes, i * 4, 3);
                }
                yield new Samples(picture.width(), picture.height(), Channels.RGB_ALPHA, bytes);
            }
        };
    }

    private Samples lookUpGreys(Samples picture) {
        byte[] from = picture.bytes();
        boolean alpha = picture.channels().hasAlpha();
        int step = picture.channels().count();
        byte[] to = new byte[Math.multiplyExact(from.length / step, step + 2)];
        for (int f = 0, t = 0; f < from.length; f += step, t += step + 2) {
            System.arraycopy(greys, (from[f] & 0xFF) * 3, to, t, 3);
            if (alpha) {
                to[t + 3] = from[f + 1];
            }
        }
        return new Samples(picture.width(), picture.height(), alpha ? Channels.RGB_ALPHA : Channels.RGB, to);
    }

    private static byte[] withoutAlpha(byte[] from, int pixels) {
        byte[] to = new byte[pixels * 3];
        for (int i = 0; i < pixels; i++) {
            System.arraycopy(from, i * 4, to, i * 3, 3);
        }
        return to;
    }

    private byte[] convert(byte[] colors, int width, int height) {
        byte[] target = new byte[width * height * 3];
        op.filter(raster(colors, width, height, channels.count()), raster(target, width, height, 3));
        return target;
    }

    private static WritableRaster raster(byte[] bytes, int width, int height, int bands) {
        int[] offsets = new int[bands];
        Arrays.setAll(offsets, i -> i);
        return Raster.createInterleavedRaster(
                new DataBufferByte(bytes, bytes.length), width, height, width * bands, bands, offsets, null);
    }

    /** Whether it is sRGB under another name, as most embedded profiles are: no colour of a grid moves by two steps. */
    private boolean changesNothing() {
        byte[] grid = channels == Channels.GREY ? grid(1, 256) : grid(channels.count(), GRID);
        int count = grid.length / channels.count();
        byte[] converted = convert(grid, count, 1);
        if (channels == Channels.CMYK) {
            return false;
        }
        for (int i = 0; i < converted.length; i++) {
            int before = grid[channels == Channels.GREY ? i / 3 : i] & 0xFF;
            if (Math.abs(before - (converted[i] & 0xFF)) > 1) {
                return false;
            }
        }
        return true;
    }

    /** All combinations of {@code steps} values in {@code channels} channels, from 0 to 255. */
    private static byte[] grid(int channels, int steps) {
        int count = (int) Math.round(Math.pow(steps, channels));
        byte[] grid = new byte[count * channels];
        for (int i = 0; i < count; i++) {
            for (int c = 0, rest = i; c < channels; c++, rest /= steps) {
                grid[i * channels + c] = (byte) (rest % steps * 255 / (steps - 1));
            }
        }
        return grid;
    }

    private static Channels colorsOf(Channels channels) {
        return switch (channels) {
            case GREY, GREY_ALPHA -> Channels.GREY;
            case RGB, RGB_ALPHA -> Channels.RGB;
            case CMYK -> Channels.CMYK;
        };
    }

    private static int spaceType(Channels colors) {
        return switch (colors) {
            case GREY, GREY_ALPHA -> ColorSpace.TYPE_GRAY;
            case RGB, RGB_ALPHA -> ColorSpace.TYPE_RGB;
            case CMYK -> ColorSpace.TYPE_CMYK;
        };
    }
}
