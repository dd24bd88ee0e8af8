package dev.diptych.image.jpeg;

import java.awt.Point;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;

/**
 * The raster that the JDK's JPEG reader writes to, one row a call: it takes the rows as they are, in place of swapping
 * red and blue into a picture from which they would have to be swapped back.
 */
final class RowSink extends WritableRaster {
    private static final ColorModel RGB = new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB), false, false, Transparency.OPAQUE, DataBuffer.TYPE_BYTE);
    private static final ColorModel GREY = new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_GRAY), false, false, Transparency.OPAQUE, DataBuffer.TYPE_BYTE);

    private final byte[] pixels;
    private final int rowBytes;
    private int rows;

    private RowSink(PixelInterleavedSampleModel model, byte[] pixels) {
        super(model, new DataBufferByte(pixels, pixels.length), new Point());
        this.pixels = pixels;
        this.rowBytes = model.getScanlineStride();
    }

    /** A sink that poses as a picture of three or one channels, which the reader insists on. */
    static RowSink of(int width, int height, int channels, byte[] pixels) {
        int[] offsets = channels == 3 ? new int[] {2, 1, 0} : new int[] {0};
        return new RowSink(
                new PixelInterleavedSampleModel(
                        DataBuffer.TYPE_BYTE, width, height, channels, width * channels, offsets),
                pixels);
    }

    BufferedImage asImage() {
        return new BufferedImage(getNumBands() == 3 ? RGB : GREY, this, false, null);
    }

    /** How many rows have come, counting those that came several times once. */
    int rows() {
        return rows;
    }

    @Override
    public void setRect(int x, int y, Raster row) {
        if (!(row.getDataBuffer() instanceof DataBufferByte data)
                || x != 0
                || row.getHeight() != 1
                || data.getSize() < rowBytes) {
            throw new IllegalStateException("the reader gives " + row + ", expected one row of bytes");
        }
        System.arraycopy(data.getData(), data.getOffset(), pixels, y * rowBytes, rowBytes);
        rows = Math.max(rows, y + 1);
    }

    @Override
    public void setRect(Raster row) {
        setRect(0, 0, row);
    }

    @Override
    public WritableRaster createWritableChild(
            int x, int y, int width, int height, int childX, int childY, int[] bands) {
        if (x == 0 && y == 0 && width == getWidth() && height == getHeight() && bands == null) {
            return this;
        }
        throw new UnsupportedOperationException("a sink has no parts");
    }
}
