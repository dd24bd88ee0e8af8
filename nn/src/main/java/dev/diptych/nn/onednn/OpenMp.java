package dev.diptych.nn.onednn;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;

/*
 * oneDNN has no call for its number of threads: it takes OpenMP's, which each thread that computes has a setting of. The
 * library of OpenMP that the presets bring is the one to ask; by another, if there were two, nothing would change.
 */
/** How many threads OpenMP, and so oneDNN, computes with on the calling thread. */
final class OpenMp {
    /** The names under which the presets load it: GNU's, Intel's, LLVM's. */
    private static final List<String> NAMES = List.of("gomp@.1", "iomp5", "omp");

    private static final boolean BOUND = bind();

    private OpenMp() {}

    /** Sets it; where OpenMP cannot be asked, it keeps to {@code OMP_NUM_THREADS}, or to all processors. */
    static void use(int threads) {
        if (BOUND) {
            omp_set_num_threads(threads);
        }
    }

    /** What is in force; 0 where OpenMP cannot be asked. */
    static int threads() {
        return BOUND ? omp_get_max_threads() : 0;
    }

    private static boolean bind() {
        Loader.load(dnnl.class);
        Map<String, String> loaded = Loader.getLoadedLibraries();
        for (String name : NAMES) {
            String file = loaded.get(name);
            if (file != null) {
                try {
                    Native.register(OpenMp.class, NativeLibrary.getInstance(file));
                    return true;
                } catch (UnsatisfiedLinkError e) {
                    return false;
                }
            }
        }
        return false;
    }

    private static native void omp_set_num_threads(int threads);

    private static native int omp_get_max_threads();
}
