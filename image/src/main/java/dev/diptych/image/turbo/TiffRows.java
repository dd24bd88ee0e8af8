package dev.diptych.image.turbo;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.diptych.image.header.Header;
import dev.diptych.image.header.JpegColors;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/*
 * libtiff reads the TIFF through functions that it is given. Their state lies in native memory before the file, so that
 * all threads share them: the file's length, the position in it, and how much libtiff complained.
 */
/** A JPEG's rows as libtiff gives them, out of memory that one thread keeps. */
final class TiffRows {
    private static final int JPEG_COLOR_MODE = 65538;
    private static final int RGB = 1;
    private static final int DONE = 1;

    private static final int LENGTH = 0;
    private static final int POSITION = 8;
    private static final int COMPLAINTS = 16;
    private static final int FILE = 32;

    /** More is given back after a picture that needs it. */
    private static final int KEPT = 1 << 22;

    private static final Libtiff.Transfer READ = (file, buffer, count) -> {
        long at = file.getLong(POSITION);
        int some = (int) Math.max(0, Math.min(count, file.getLong(LENGTH) - at));
        buffer.write(0, file.getByteArray(FILE + at, some), 0, some);
        file.setLong(POSITION, at + some);
        return some;
    };
    private static final Libtiff.Transfer WRITE = (file, buffer, count) -> 0;
    private static final Libtiff.Seek SEEK = (file, offset, from) -> {
        long start = from == 0 ? 0 : file.getLong(from == 1 ? POSITION : LENGTH);
        file.setLong(POSITION, start + offset);
        return start + offset;
    };
    private static final Libtiff.Close CLOSE = file -> 0;
    private static final Libtiff.Size SIZE = file -> file.getLong(LENGTH);
    private static final Libtiff.Map MAP = (file, base, size) -> {
        base.setPointer(0, file.share(FILE));
        size.setLong(0, file.getLong(LENGTH));
        return 1;
    };
    private static final Libtiff.Unmap UNMAP = (file, base, size) -> {};
    private static final Libtiff.Message ERROR = (tiff, user, module, format) -> {
        user.setInt(COMPLAINTS, user.getInt(COMPLAINTS) + 1);
        return 1;
    };
    /** What libtiff says itself is about TIFFs, in which some JPEGs are unusual. */
    private static final Libtiff.Message WARNING = (tiff, user, module, format) -> {
        if (module != null && module.getString(0).equals("JPEGLib")) {
            user.setInt(COMPLAINTS, user.getInt(COMPLAINTS) + 1);
        }
        return 1;
    };

    private static final ThreadLocal<TiffRows> OF_THREAD = ThreadLocal.withInitial(TiffRows::new);

    private Memory file = new Memory(1 << 18);
    private Memory row = new Memory(1 << 14);

    private TiffRows() {}

    /** The samples of a JPEG as they lie, uint8 [H, W, C]; null where libtiff or libjpeg complains of anything. */
    static byte @Nullable [] decode(Libtiff.Fields fields, Header header, JpegColors colors, FrameHeader frame) {
        TiffRows rows = OF_THREAD.get();
        try {
            rows.put(header, frame, colors);
            return rows.read(fields, header, colors);
        } finally {
            rows.shrink();
        }
    }

    private void put(Header header, FrameHeader frame, JpegColors colors) {
        byte[] jpeg = header.codecInput();
        int length = JpegTiff.HEADER_BYTES + jpeg.length;
        if (file.size() < FILE + length) {
            file.close();
            file = new Memory(FILE + (long) length + length / 4);
        }
        file.setLong(LENGTH, length);
        file.setLong(POSITION, 0);
        file.setInt(COMPLAINTS, 0);
        file.write(FILE, JpegTiff.header(header, colors, frame, jpeg.length), 0, JpegTiff.HEADER_BYTES);
        file.write(FILE + JpegTiff.HEADER_BYTES, jpeg, 0, jpeg.length);
        if (colors == JpegColors.GREY) {
            file.setByte(FILE + JpegTiff.HEADER_BYTES + (long) frame.factorsAt(), (byte) 0x11);
        }
    }

    private byte @Nullable [] read(Libtiff.Fields fields, Header header, JpegColors colors) {
        Pointer options = Libtiff.TIFFOpenOptionsAlloc();
        Libtiff.TIFFOpenOptionsSetErrorHandlerExtR(options, ERROR, file);
        Libtiff.TIFFOpenOptionsSetWarningHandlerExtR(options, WARNING, file);
        Pointer tiff =
                Libtiff.TIFFClientOpenExt("jpeg", "r", file, READ, WRITE, SEEK, CLOSE, SIZE, MAP, UNMAP, options);
        Libtiff.TIFFOpenOptionsFree(options);
        if (tiff == null) {
            return null;
        }
        try {
            if (colors == JpegColors.YCBCR) {
                fields.TIFFSetField(tiff, JPEG_COLOR_MODE, RGB);
            }
            return rows(tiff, header.height(), header.width() * JpegTiff.components(colors));
        } finally {
            Libtiff.TIFFClose(tiff);
        }
    }

    private byte @Nullable [] rows(Pointer tiff, int height, int rowBytes) {
        if (row.size() < rowBytes) {
            row.close();
            row = new Memory(rowBytes);
        }
        byte[] pixels = new byte[Math.multiplyExact(height, rowBytes)];
        ByteBuffer samples = row.getByteBuffer(0, rowBytes);
        long from = Pointer.nativeValue(tiff);
        long to = Pointer.nativeValue(row);
        for (int y = 0; y < height; y++) {
            if (Libtiff.TIFFReadScanline(from, to, y, (short) 0) != DONE) {
                return null;
            }
            samples.get(0, pixels, y * rowBytes, rowBytes);
        }
        return file.getInt(COMPLAINTS) == 0 ? pixels : null;
    }

    private void shrink() {
        if (file.size() > KEPT) {
            file.close();
            file = new Memory(1 << 18);
        }
    }
}
