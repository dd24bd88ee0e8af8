package dev.diptych.image.turbo;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.File;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/*
 * Leptonica's preset is one library that holds libjpeg-turbo, and libtiff over it. libjpeg's own functions cannot be called from
 * Java, since its errors leave by longjmp; Leptonica's and libtiff's catch these. libtiff gives rows as they come and
 * hands its complaints on; Leptonica gives whole pictures, scaled if wanted, and is all that Windows' library lets
 * others call.
 */
/** The library, unpacked and bound once. */
final class TurboLibrary {
    /** {@code jdk} leaves JPEG to the JDK's own codec. */
    private static final String CHOICE = "diptych.jpeg";

    private static final String FOLDER = "/org/bytedeco/leptonica/";

    /** Leptonica says nothing on its own from this on. */
    private static final int NO_MESSAGES = 6;

    /** Whether Leptonica's functions can be called. */
    static final boolean LEPTONICA;

    /** Sets a TIFF's fields; null where libtiff's functions cannot be called. */
    static final Libtiff.@Nullable Fields TIFF_FIELDS;

    static {
        NativeLibrary library = load();
        LEPTONICA = library != null && binds(Leptonica.class, library);
        TIFF_FIELDS = library != null && LEPTONICA && binds(Libtiff.class, library)
                ? Native.load(library.getFile().getAbsolutePath(), Libtiff.Fields.class)
                : null;
        if (LEPTONICA) {
            Leptonica.setMsgSeverity(NO_MESSAGES);
        }
    }

    private TurboLibrary() {}

    private static @Nullable NativeLibrary load() {
        String file = file();
        if (file == null || System.getProperty(CHOICE, "").equals("jdk")) {
            return null;
        }
        try {
            File unpacked = Native.extractFromResourcePath(FOLDER + file, TurboLibrary.class.getClassLoader());
            return NativeLibrary.getInstance(unpacked.getAbsolutePath());
        } catch (IOException | RuntimeException | LinkageError e) {
            return null; // not on the class path, or not for this machine, or no folder that native code may run from
        }
    }

    /** Where the preset's jars have it for this platform; null where there is none. */
    private static @Nullable String file() {
        boolean arm = Platform.isARM() && Platform.is64Bit();
        if (!arm && !Platform.ARCH.equals("x86-64")) {
            return null;
        }
        if (Platform.isLinux()) {
            return (arm ? "linux-arm64" : "linux-x86_64") + "/libleptonica.so.6";
        }
        if (Platform.isMac()) {
            return (arm ? "macosx-arm64" : "macosx-x86_64") + "/libleptonica.6.dylib";
        }
        return Platform.isWindows() && !arm ? "windows-x86_64/libleptonica-6.dll" : null;
    }

    private static boolean binds(Class<?> functions, NativeLibrary library) {
        try {
            Native.register(functions, library);
            return true;
        } catch (RuntimeException | LinkageError e) {
            return false;
        }
    }
}
