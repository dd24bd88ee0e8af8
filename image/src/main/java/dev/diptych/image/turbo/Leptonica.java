package dev.diptych.image.turbo;

import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/** What is called of Leptonica 1.87 (allheaders.h); {@code size_t} is 64 bits on every platform that it is built for. */
final class Leptonica {
    private Leptonica() {}

    static native int setMsgSeverity(int severity);

    /** A PIX of 32 bits a pixel, or of 8 where the file is grey; null where it is broken. */
    static native Pointer pixReadMemJpeg(
            Pointer data, long size, int colormap, int reduction, int[] warnings, int hint);

    /** 0 if {@code data} and {@code size} tell where the file is, which {@link #lept_free} takes back. */
    static native int pixWriteMemJpeg(Pointer data, Pointer size, Pointer pix, int quality, int progressive);

    /** A PIX without data. */
    static native Pointer pixCreateHeader(int width, int height, int depth);

    /** Does not free the data that there was. */
    static native int pixSetData(Pointer pix, @Nullable Pointer data);

    static native Pointer pixGetData(Pointer pix);

    static native int pixGetWidth(Pointer pix);

    static native int pixGetHeight(Pointer pix);

    static native int pixGetDepth(Pointer pix);

    /** In words of 32 bits. */
    static native int pixGetWpl(Pointer pix);

    /** @param place where the pointer to the PIX lies */
    static native void pixDestroy(Pointer place);

    static native void lept_free(Pointer memory);
}
