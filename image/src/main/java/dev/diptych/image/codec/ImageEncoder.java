package dev.diptych.image.codec;

import dev.diptych.image.ImageFormat;
import dev.diptych.image.RgbImage;
import dev.diptych.image.imageio.Codecs;
import dev.diptych.image.turbo.TurboJpeg;
import dev.diptych.image.webp.Libwebp;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Encodes images as files: the same image and options give the same bytes. Any number of threads may call it. */
public final class ImageEncoder {
    private static final int MAX_WEBP_SIDE = 16_383;
    private static final ColorModel RGB = new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB), false, false, Transparency.OPAQUE, DataBuffer.TYPE_BYTE);

    /** One for a thread, since the plug-in never frees the native memory of any. */
    private static final ThreadLocal<ImageWriteParam> WEBP_PARAMETERS =
            ThreadLocal.withInitial(() -> open(ImageFormat.WEBP).getDefaultWriteParam());

    private ImageEncoder() {}

    /** {@code image} as a PNG of 8-bit RGB. */
    public static byte[] png(RgbImage image) {
        ImageWriter writer = open(ImageFormat.PNG);
        return write(writer, image, writer.getDefaultWriteParam());
    }

    /**
     * {@code image} as a baseline JPEG with 4:2:0 chroma.
     *
     * @param quality 1 to 100 on libjpeg's scale
     */
    public static byte[] jpeg(RgbImage image, int quality) {
        requireQuality(quality);
        byte[] file = TurboJpeg.encode(image, quality);
        return file == null ? jpegByJdk(image, quality) : file;
    }

    /** By the JDK's writer: the same bytes, where its libjpeg is libjpeg-turbo. */
    static byte[] jpegByJdk(RgbImage image, int quality) {
        ImageWriter writer = open(ImageFormat.JPEG);
        ImageWriteParam parameters = writer.getDefaultWriteParam();
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setCompressionQuality(quality / 100f);
        return write(writer, image, parameters);
    }

    /**
     * {@code image} as a lossy WebP.
     *
     * @param quality 1 to 100 on libwebp's scale
     * @throws IllegalArgumentException if a side is above 16,383, which WebP cannot hold
     * @throws UncheckedIOException if libwebp cannot be loaded on this platform
     */
    public static byte[] webp(RgbImage image, int quality) {
        requireQuality(quality);
        if (Math.max(image.width(), image.height()) > MAX_WEBP_SIDE) {
            throw new IllegalArgumentException("encode failed: " + image + ": a side of "
                    + Math.max(image.width(), image.height()) + ", expected at most " + MAX_WEBP_SIDE + " for WebP");
        }
        if (!Libwebp.LOADED) {
            throw new UncheckedIOException(
                    "encode failed: " + image + ": " + Libwebp.MISSING, new IOException("libwebp is not loaded"));
        }
        ImageWriteParam parameters = WEBP_PARAMETERS.get();
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setCompressionType("Lossy");
        parameters.setCompressionQuality(quality / 100f);
        return write(open(ImageFormat.WEBP), image, parameters);
    }

    private static void requireQuality(int quality) {
        if (quality < 1 || quality > 100) {
            throw new IllegalArgumentException("encode failed: quality: " + quality + ", expected 1 to 100");
        }
    }

    private static ImageWriter open(ImageFormat format) {
        try {
            return Codecs.writer(format).createWriterInstance();
        } catch (IOException e) {
            throw new UncheckedIOException("encode failed: " + format + ": no writer, expected the JDK's", e);
        }
    }

    private static byte[] write(ImageWriter writer, RgbImage image, ImageWriteParam parameters) {
        ByteArrayOutputStream file = new ByteArrayOutputStream(image.pixels().length / 4 + 1024);
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(file)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(view(image), null, null), parameters);
        } catch (IOException e) {
            throw new UncheckedIOException("encode failed: " + image + ": " + e.getMessage(), e);
        } finally {
            writer.dispose();
        }
        return file.toByteArray();
    }

    private static BufferedImage view(RgbImage image) {
        DataBufferByte data = new DataBufferByte(image.pixels(), image.pixels().length);
        WritableRaster raster = Raster.createInterleavedRaster(
                data, image.width(), image.height(), image.width() * 3, 3, new int[] {0, 1, 2}, null);
        return new BufferedImage(RGB, raster, false, null);
    }
}
