package dev.diptych.image.turbo;

import com.sun.jna.Callback;
import com.sun.jna.Library;
import com.sun.jna.Pointer;

/**
 * What is called of libtiff 4.7 (tiffio.h). Pointers are numbers here, which go through fastest; {@code tmsize_t} is 64 bits
 * on every platform that it is built for.
 */
final class Libtiff {
    /** TIFFReadWriteProc. */
    interface Transfer extends Callback {
        long transfer(Pointer file, Pointer buffer, long count);
    }

    /** TIFFSeekProc. */
    interface Seek extends Callback {
        long seek(Pointer file, long offset, int from);
    }

    /** TIFFCloseProc. */
    interface Close extends Callback {
        int close(Pointer file);
    }

    /** TIFFSizeProc. */
    interface Size extends Callback {
        long size(Pointer file);
    }

    /** TIFFMapFileProc. */
    interface Map extends Callback {
        int map(Pointer file, Pointer base, Pointer size);
    }

    /** TIFFUnmapFileProc. */
    interface Unmap extends Callback {
        void unmap(Pointer file, Pointer base, long size);
    }

    /** TIFFErrorHandlerExtR, less the arguments of its format. */
    interface Message extends Callback {
        int message(Pointer tiff, Pointer user, Pointer module, Pointer format);
    }

    /** What takes any number of arguments, which functions that are bound directly do not. */
    interface Fields extends Library {
        int TIFFSetField(Pointer tiff, int tag, Object... values);
    }

    private Libtiff() {}

    /** @return 0 where there is no TIFF */
    static native long TIFFClientOpenExt(
            long name,
            long mode,
            long file,
            long read,
            long write,
            long seek,
            long close,
            long size,
            long map,
            long unmap,
            long options);

    static native void TIFFClose(long tiff);

    /** @return 1 if the row is there */
    static native int TIFFReadScanline(long tiff, long row, int y, short sample);

    static native long TIFFOpenOptionsAlloc();

    static native void TIFFOpenOptionsFree(long options);

    static native void TIFFOpenOptionsSetErrorHandlerExtR(long options, long handler, long user);

    static native void TIFFOpenOptionsSetWarningHandlerExtR(long options, long handler, long user);
}
