package dev.diptych.image.imageio;

import dev.diptych.image.color.Samples;
import dev.diptych.image.color.Samples.Channels;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;

/** Copies whatever raster a codec gives into interleaved bytes, the values as they are. */
final class PixelCopy {
    private PixelCopy() {}

    static Samples copy(BufferedImage picture) {
        ColorModel colors = picture.getColorModel();
        if (colors instanceof IndexColorModel palette) {
            return indexed(picture.getRaster(), palette);
        }
        if (!isUsableAsItIs(colors)) {
            return converted(picture);
        }
        WritableRaster raster = picture.getRaster();
        Channels channels = channels(colors);
        boolean bytes = raster.getSampleModel() instanceof ComponentSampleModel
                && raster.getDataBuffer() instanceof DataBufferByte
                && raster.getDataBuffer().getNumBanks() == 1;
        return new Samples(
                raster.getWidth(),
                raster.getHeight(),
                channels,
                bytes ? bytes(raster, channels.count()) : samples(raster, channels.count()));
    }

    /** Whether the samples are grey, RGB or ink, with or without alpha, of 8 or 16 bits. */
    private static boolean isUsableAsItIs(ColorModel colors) {
        int space = colors.getColorSpace().getType();
        int type = colors.getTransferType();
        return colors instanceof ComponentColorModel
                && !colors.isAlphaPremultiplied()
                && (space == ColorSpace.TYPE_GRAY
                        || space == ColorSpace.TYPE_RGB
                        || (space == ColorSpace.TYPE_CMYK && !colors.hasAlpha()))
                && (type == DataBuffer.TYPE_BYTE || type == DataBuffer.TYPE_USHORT)
                && (colors.getComponentSize(0) == 8 || colors.getComponentSize(0) == 16);
    }

    private static Channels channels(ColorModel colors) {
        return switch (colors.getColorSpace().getType()) {
            case ColorSpace.TYPE_GRAY -> colors.hasAlpha() ? Channels.GREY_ALPHA : Channels.GREY;
            case ColorSpace.TYPE_RGB -> colors.hasAlpha() ? Channels.RGB_ALPHA : Channels.RGB;
            default -> Channels.CMYK;
        };
    }

    private static byte[] bytes(WritableRaster raster, int bands) {
        ComponentSampleModel model = (ComponentSampleModel) raster.getSampleModel();
        DataBufferByte data = (DataBufferByte) raster.getDataBuffer();
        byte[] from = data.getData();
        byte[] target = target(raster, bands);
        int[] offsets = model.getBandOffsets();
        int step = model.getPixelStride();
        int origin = data.getOffset()
                - raster.getSampleModelTranslateY() * model.getScanlineStride()
                - raster.getSampleModelTranslateX() * step;
        int t = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            int f = origin + y * model.getScanlineStride();
            for (int x = 0; x < raster.getWidth(); x++, f += step) {
                for (int b = 0; b < bands; b++) {
                    target[t++] = from[f + offsets[b]];
                }
            }
        }
        return target;
    }

    private static byte[] samples(WritableRaster raster, int bands) {
        byte[] target = target(raster, bands);
        int shift = raster.getSampleModel().getSampleSize(0) - 8;
        int found = raster.getNumBands();
        int[] row = new int[raster.getWidth() * found];
        int t = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, row);
            for (int f = 0; f < row.length; f += found) {
                for (int b = 0; b < bands; b++) {
                    target[t++] = (byte) (row[f + b] >> shift);
                }
            }
        }
        return target;
    }

    private static Samples indexed(WritableRaster raster, IndexColorModel palette) {
        Channels channels = palette.hasAlpha() ? Channels.RGB_ALPHA : Channels.RGB;
        byte[] target = target(raster, channels.count());
        // A corrupt file may hold indices past the palette: they are black.
        int[] colors = new int[1 << Math.min(palette.getPixelSize(), 16)];
        for (int i = 0; i < colors.length; i++) {
            colors[i] = i < palette.getMapSize() ? palette.getRGB(i) : 0xFF000000;
        }
        int[] row = new int[raster.getWidth()];
        int t = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + y, row.length, 1, 0, row);
            for (int index : row) {
                put(target, t, index < colors.length ? colors[index] : 0xFF000000, channels);
                t += channels.count();
            }
        }
        return new Samples(raster.getWidth(), raster.getHeight(), channels, target);
    }

    private static Samples converted(BufferedImage picture) {
        Channels channels = picture.getColorModel().hasAlpha() ? Channels.RGB_ALPHA : Channels.RGB;
        byte[] target = target(picture.getRaster(), channels.count());
        int[] row = new int[picture.getWidth()];
        int t = 0;
        for (int y = 0; y < picture.getHeight(); y++) {
            picture.getRGB(0, y, row.length, 1, row, 0, row.length);
            for (int argb : row) {
                put(target, t, argb, channels);
                t += channels.count();
            }
        }
        return new Samples(picture.getWidth(), picture.getHeight(), channels, target);
    }

    private static byte[] target(WritableRaster raster, int bands) {
        return new byte[Math.multiplyExact(Math.multiplyExact(raster.getWidth(), raster.getHeight()), bands)];
    }

    private static void put(byte[] target, int at, int argb, Channels channels) {
        target[at] = (byte) (argb >> 16);
        target[at + 1] = (byte) (argb >> 8);
        target[at + 2] = (byte) argb;
        if (channels.hasAlpha()) {
            target[at + 3] = (byte) (argb >>> 24);
        }
    }
}
