package dev.diptych.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;

/** Copies whatever raster a codec gives into interleaved 8-bit RGB, laying transparent pixels on a background. */
final class PixelCopy {
    private PixelCopy() {}

    static RgbImage toRgb(BufferedImage picture, int background) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        byte[] target = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
        ColorModel colors = picture.getColorModel();
        if (colors instanceof IndexColorModel palette) {
            copyIndexed(picture.getRaster(), palette, background, target);
        } else if (isGreyOrRgb(colors)) {
            WritableRaster raster = picture.getRaster();
            if (raster.getSampleModel() instanceof ComponentSampleModel model
                    && raster.getDataBuffer() instanceof DataBufferByte data
                    && data.getNumBanks() == 1) {
                copyBytes(raster, model, data, background, target);
            } else {
                copySamples(raster, background, target);
            }
        } else {
            copyConverted(picture, background, target);
        }
        return new RgbImage(width, height, target);
    }

    /** Whether the samples are grey or RGB, with or without alpha, of 8 or 16 bits: usable as they are. */
    private static boolean isGreyOrRgb(ColorModel colors) {
        int space = colors.getColorSpace().getType();
        int type = colors.getTransferType();
        return colors instanceof ComponentColorModel
                && !colors.isAlphaPremultiplied()
                && (space == ColorSpace.TYPE_GRAY || space == ColorSpace.TYPE_RGB)
                && (type == DataBuffer.TYPE_BYTE || type == DataBuffer.TYPE_USHORT)
                && (colors.getComponentSize(0) == 8 || colors.getComponentSize(0) == 16);
    }

    private static void copyBytes(
            WritableRaster raster, ComponentSampleModel model, DataBufferByte data, int background, byte[] target) {
        byte[] from = data.getData();
        int[] offsets = model.getBandOffsets();
        int step = model.getPixelStride();
        int bands = offsets.length;
        int red = offsets[0];
        int green = bands < 3 ? red : offsets[1];
        int blue = bands < 3 ? red : offsets[2];
        boolean hasAlpha = bands == 2 || bands == 4;
        int alpha = offsets[bands - 1];
        int origin = data.getOffset()
                - raster.getSampleModelTranslateY() * model.getScanlineStride()
                - raster.getSampleModelTranslateX() * step;
        int t = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            int f = origin + y * model.getScanlineStride();
            for (int x = 0; x < raster.getWidth(); x++, f += step, t += 3) {
                if (hasAlpha && from[f + alpha] != -1) {
                    int rgb = (from[f + red] & 0xFF) << 16 | (from[f + green] & 0xFF) << 8 | (from[f + blue] & 0xFF);
                    put(target, t, over(rgb, from[f + alpha] & 0xFF, background));
                } else {
                    target[t] = from[f + red];
                    target[t + 1] = from[f + green];
                    target[t + 2] = from[f + blue];
                }
            }
        }
    }

    private static void copySamples(WritableRaster raster, int background, byte[] target) {
        int bands = raster.getNumBands();
        int shift = raster.getSampleModel().getSampleSize(0) - 8;
        boolean hasAlpha = bands == 2 || bands == 4;
        int[] row = new int[raster.getWidth() * bands];
        int t = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, row);
            for (int f = 0; f < row.length; f += bands, t += 3) {
                int red = row[f] >> shift;
                int green = bands < 3 ? red : row[f + 1] >> shift;
                int blue = bands < 3 ? red : row[f + 2] >> shift;
                int alpha = hasAlpha ? row[f + bands - 1] >> shift : 255;
                put(target, t, over(red << 16 | green << 8 | blue, alpha, background));
            }
        }
    }

    private static void copyIndexed(WritableRaster raster, IndexColorModel palette, int background, byte[] target) {
        // A corrupt file may hold indices past the palette: they become the background.
        int[] colors = new int[1 << Math.min(palette.getPixelSize(), 16)];
        for (int i = 0; i < colors.length; i++) {
            colors[i] =
                    i < palette.getMapSize() ? over(palette.getRGB(i), palette.getAlpha(i), background) : background;
        }
        int[] row = new int[raster.getWidth()];
        int t = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + y, row.length, 1, 0, row);
            for (int index : row) {
                put(target, t, index < colors.length ? colors[index] : background);
                t += 3;
            }
        }
    }

    private static void copyConverted(BufferedImage picture, int background, byte[] target) {
        int[] row = new int[picture.getWidth()];
        int t = 0;
        for (int y = 0; y < picture.getHeight(); y++) {
            picture.getRGB(0, y, row.length, 1, row, 0, row.length);
            for (int argb : row) {
                put(target, t, over(argb, argb >>> 24, background));
                t += 3;
            }
        }
    }

    private static int over(int rgb, int alpha, int background) {
        if (alpha == 255) {
            return rgb;
        }
        int red = blend(rgb >> 16 & 0xFF, alpha, background >> 16 & 0xFF);
        int green = blend(rgb >> 8 & 0xFF, alpha, background >> 8 & 0xFF);
        return red << 16 | green << 8 | blend(rgb & 0xFF, alpha, background & 0xFF);
    }

    /** {@code (top * alpha + bottom * (255 - alpha)) / 255}, rounded to nearest. */
    private static int blend(int top, int alpha, int bottom) {
        int sum = top * alpha + bottom * (255 - alpha) + 128;
        return ((sum >> 8) + sum) >> 8;
    }

    private static void put(byte[] target, int at, int rgb) {
        target[at] = (byte) (rgb >> 16);
        target[at + 1] = (byte) (rgb >> 8);
        target[at + 2] = (byte) rgb;
    }
}
