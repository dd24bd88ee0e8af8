package dev.diptych.image.turbo;

import com.sun.jna.Callback;
import com.sun.jna.Library;
import com.sun.jna.Pointer;

/** What is called of libtiff 4.7 (tiffio.h); {@code tmsize_t} is 64 bits on every platform that it is built for. */
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

    static native Pointer TIFFClientOpenExt(
            String name,
            String mode,
            Pointer file,
            Transfer read,
            Transfer write,
            Seek seek,
            Close close,
            Size size,
            Map map,
            Unmap unmap,
            Pointer options);

    static native void TIFFClose(Pointer tiff);

    /**
     * Called for each row, so its pointers are numbers, which go through fastest.
     *
     * @return 1 if the row is there
     */
    static native int TIFFReadScanline(long tiff, long row, int y, short sample);

    static native Pointer TIFFOpenOptionsAlloc();

    static native void TIFFOpenOptionsFree(Pointer options);

    static native void TIFFOpenOptionsSetErrorHandlerExtR(Pointer options, Message handler, Pointer user);

    static native void TIFFOpenOptionsSetWarningHandlerExtR(Pointer options, Message handler, Pointer user);
}
