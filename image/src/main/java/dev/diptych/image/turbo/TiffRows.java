package dev.diptych.image.turbo;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.diptych.image.header.Header;
import dev.diptych.image.header.JpegColors;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A JPEG's rows as libtiff gives them, by way of memory that one thread keeps. */
final class TiffRows {
    private static final int JPEG_COLOR_MODE = 65538;
    private static final int RGB = 1;
    private static final int DONE = 1;

    private static final ThreadLocal<TiffRows> OF_THREAD = ThreadLocal.withInitial(TiffRows::new);

    private final MemoryTiff file = new MemoryTiff();
    private final KeptMemory row = new KeptMemory(1 << 14);

    private TiffRows() {}

    /** The samples of a JPEG as they lie, uint8 [H, W, C]; null where libtiff or libjpeg complains of anything. */
    static byte @Nullable [] decode(Libtiff.Fields fields, Header header, JpegColors colors, FrameHeader frame) {
        TiffRows rows = OF_THREAD.get();
        try {
            rows.put(header, frame, colors);
            return rows.read(fields, header, colors);
        } finally {
            rows.file.end();
        }
    }

    private void put(Header header, FrameHeader frame, JpegColors colors) {
        byte[] jpeg = header.codecInput();
        file.begin(Math.addExact(JpegTiff.HEADER_BYTES, jpeg.length));
        file.put(0, JpegTiff.header(header, colors, frame, jpeg.length));
        file.put(JpegTiff.HEADER_BYTES, jpeg);
        if (colors == JpegColors.GREY) {
            file.put(JpegTiff.HEADER_BYTES + frame.factorsAt(), 0x11);
        }
    }

    private byte @Nullable [] read(Libtiff.Fields fields, Header header, JpegColors colors) {
        long tiff = file.open();
        if (tiff == 0) {
            return null;
        }
        try {
            if (colors == JpegColors.YCBCR) {
                fields.TIFFSetField(new Pointer(tiff), JPEG_COLOR_MODE, RGB);
            }
            return rows(tiff, header.height(), header.width() * JpegTiff.components(colors));
        } finally {
            Libtiff.TIFFClose(tiff);
        }
    }

    private byte @Nullable [] rows(long tiff, int height, int rowBytes) {
        byte[] pixels = new byte[Math.multiplyExact(height, rowBytes)];
        Memory samplesOfRow = row.of(rowBytes);
        ByteBuffer samples = samplesOfRow.getByteBuffer(0, rowBytes);
        long address = Pointer.nativeValue(samplesOfRow);
        for (int y = 0; y < height; y++) {
            if (Libtiff.TIFFReadScanline(tiff, address, y, (short) 0) != DONE) {
                return null;
            }
            samples.get(0, pixels, y * rowBytes, rowBytes);
        }
        return file.isFaultless() ? pixels : null;
    }
}
