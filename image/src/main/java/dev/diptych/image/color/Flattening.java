package dev.diptych.image.color;

import dev.diptych.image.RgbImage;
import dev.diptych.image.color.Samples.Channels;

/** Brings a picture of any channels to RGB: grey is repeated, ink taken from white, alpha laid on a background. */
public final class Flattening {
    private Flattening() {}

    /** @param background 0xRRGGBB, what shows where a picture is not opaque */
    public static RgbImage toRgb(Samples picture, int background) {
        byte[] bytes = picture.bytes();
        if (picture.channels() == Channels.RGB) {
            return new RgbImage(picture.width(), picture.height(), bytes);
        }
        int step = picture.channels().count();
        byte[] target = new byte[Math.multiplyExact(bytes.length / step, 3)];
        switch (picture.channels()) {
            case RGB -> throw new IllegalStateException("returned above");
            case GREY -> repeatGrey(bytes, target);
            case GREY_ALPHA -> {
                for (int f = 0, t = 0; f < bytes.length; f += 2, t += 3) {
                    int grey = (bytes[f] & 0xFF) * 0x010101;
                    put(target, t, over(grey, bytes[f + 1] & 0xFF, background));
                }
            }
            case RGB_ALPHA -> {
                for (int f = 0, t = 0; f < bytes.length; f += 4, t += 3) {
                    int rgb = (bytes[f] & 0xFF) << 16 | (bytes[f + 1] & 0xFF) << 8 | (bytes[f + 2] & 0xFF);
                    put(target, t, over(rgb, bytes[f + 3] & 0xFF, background));
                }
            }
            case CMYK -> mixInks(bytes, target);
        }
        return new RgbImage(picture.width(), picture.height(), target);
    }

    private static void repeatGrey(byte[] bytes, byte[] target) {
        for (int f = 0, t = 0; f < bytes.length; f++, t += 3) {
            target[t] = bytes[f];
            target[t + 1] = bytes[f];
            target[t + 2] = bytes[f];
        }
    }

    /** As Pillow does without a profile: what black leaves, less the ink's share of it. */
    private static void mixInks(byte[] bytes, byte[] target) {
        for (int f = 0, t = 0; f < bytes.length; f += 4, t += 3) {
            int light = 255 - (bytes[f + 3] & 0xFF);
            for (int c = 0; c < 3; c++) {
                target[t + c] = (byte) (light - divideBy255((bytes[f + c] & 0xFF) * light));
            }
        }
    }

    /** 0xRRGGBB of {@code alpha} parts in 255 on a background. */
    static int over(int rgb, int alpha, int background) {
        if (alpha == 255) {
            return rgb;
        }
        int red = blend(rgb >> 16 & 0xFF, alpha, background >> 16 & 0xFF);
        int green = blend(rgb >> 8 & 0xFF, alpha, background >> 8 & 0xFF);
        return red << 16 | green << 8 | blend(rgb & 0xFF, alpha, background & 0xFF);
    }

    private static int blend(int top, int alpha, int bottom) {
        return divideBy255(top * alpha + bottom * (255 - alpha));
    }

    /** Rounded to nearest; exact for 0 to 65,535. */
    private static int divideBy255(int value) {
        int sum = value + 128;
        return ((sum >> 8) + sum) >> 8;
    }

    private static void put(byte[] target, int at, int rgb) {
        target[at] = (byte) (rgb >> 16);
        target[at + 1] = (byte) (rgb >> 8);
        target[at + 2] = (byte) rgb;
    }
}
