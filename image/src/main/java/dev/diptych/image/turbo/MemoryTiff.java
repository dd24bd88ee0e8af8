package dev.diptych.image.turbo;

import com.sun.jna.Callback;
import com.sun.jna.CallbackReference;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.List;

/*
 * libtiff reads through functions that it is given. Their state lies in native memory before the file, so that all threads
 * share them: the file's length, the position in it, and how often there was a complaint.
 */
/** A TIFF in native memory that one thread keeps. */
final class MemoryTiff {
    private static final int LENGTH = 0;
    private static final int POSITION = 8;
    private static final int COMPLAINTS = 16;
    private static final int FILE = 32;

    /** Whose warnings count: what libtiff says itself is about TIFFs, in which some JPEGs are unusual. */
    private static final String LIBJPEG = "JPEGLib";

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
    private static final Libtiff.Message WARNING = (tiff, user, module, format) -> {
        if (module != null && module.getString(0).equals(LIBJPEG)) {
            user.setInt(COMPLAINTS, user.getInt(COMPLAINTS) + 1);
        }
        return 1;
    };

    /** Where C finds the functions, in the order of TIFFClientOpenExt; then those of errors and warnings. */
    private static final long[] FUNCTIONS = List.of(READ, WRITE, SEEK, CLOSE, SIZE, MAP, UNMAP, ERROR, WARNING).stream()
            .mapToLong(MemoryTiff::address)
            .toArray();

    private static final Pointer NAME = text("jpeg");
    private static final Pointer MODE = text("r");

    private final KeptMemory kept = new KeptMemory(1 << 18);
    private Memory memory = kept.of(0);

    private static long address(Callback function) {
        return Pointer.nativeValue(CallbackReference.getFunctionPointer(function));
    }

    private static Pointer text(String ascii) {
        Memory text = new Memory(ascii.length() + 1L);
        text.setString(0, ascii);
        return text;
    }

    /** Makes room for a file, and forgets the last one. */
    void begin(int length) {
        memory = kept.of(FILE + (long) length);
        memory.setLong(LENGTH, length);
        memory.setLong(POSITION, 0);
        memory.setInt(COMPLAINTS, 0);
    }

    /** Writes bytes of the file. */
    void put(int at, byte[] bytes) {
        memory.write(FILE + (long) at, bytes, 0, bytes.length);
    }

    /** Writes one byte of the file. */
    void put(int at, int octet) {
        memory.setByte(FILE + (long) at, (byte) octet);
    }

    /** The TIFF, to be closed by the caller; 0 where libtiff takes the file for none. */
    long open() {
        long options = Libtiff.TIFFOpenOptionsAlloc();
        long file = Pointer.nativeValue(memory);
        Libtiff.TIFFOpenOptionsSetErrorHandlerExtR(options, FUNCTIONS[7], file);
        Libtiff.TIFFOpenOptionsSetWarningHandlerExtR(options, FUNCTIONS[8], file);
        long tiff = Libtiff.TIFFClientOpenExt(
                Pointer.nativeValue(NAME),
                Pointer.nativeValue(MODE),
                file,
                FUNCTIONS[0],
                FUNCTIONS[1],
                FUNCTIONS[2],
                FUNCTIONS[3],
                FUNCTIONS[4],
                FUNCTIONS[5],
                FUNCTIONS[6],
                options);
        Libtiff.TIFFOpenOptionsFree(options);
        return tiff;
    }

    /** Whether libtiff had no fault to find with the file, nor libjpeg a warning to give. */
    boolean isFaultless() {
        return memory.getInt(COMPLAINTS) == 0;
    }

    /** Says that nothing of the file is used any more. */
    void end() {
        kept.done();
        memory = kept.of(0);
    }
}
