package dev.diptych.nn.cuda.driver;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bytedeco.cuda.global.cublas;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.cuda.global.nccl;
import org.bytedeco.cuda.global.nvrtc;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.annotation.Platform;
import org.bytedeco.javacpp.annotation.Properties;
import org.jspecify.annotations.Nullable;

/*
 * JavaCPP's natives link against libcudart, libcublas, libcublasLt and libnvrtc of one major version, and libcudart's
 * against the driver's libcuda. They are taken from the presets' redist jar where the class path has it; else from the
 * system's library path; else from the places where CUDA is installed, by loading them by their path beforehand: the
 * linker then finds them by their names.
 */
/** Loads the native libraries. */
final class Libraries {
    private static final Pattern VERSION = Pattern.compile("cudart@\\.(\\d+)");
    private static final Pattern MISSING = Pattern.compile("(lib[\\w.-]+\\.so[.\\d]*): cannot open");

    private static final String NCCL = "libnccl.so.2"; // whichever CUDA it was built for

    private static @Nullable String failure;

    private Libraries() {}

    /** Loads the driver's, the runtime's and NVRTC's. */
    static void loadCompiler() {
        load(List.of("cudart", "nvrtc"), List.of(nvrtc.class));
    }

    /**
     * Loads all that the engine calls.
     *
     * @throws IllegalStateException if one is missing; the message says which and what to do, in one line
     */
    static void loadAll() {
        load(List.of("cudart", "nvrtc", "cublasLt", "cublas"), List.of(cudart.class, nvrtc.class, cublas.class));
    }

    /** Loads NCCL, which comes apart from CUDA; whether it could be loaded. */
    static synchronized boolean loadPeers() {
        try {
            Path file = find(folders(System.getenv()), NCCL);
            if (file != null) {
                System.load(file.toString());
            }
            Loader.load(nccl.class);
            return true;
        } catch (LinkageError e) {
            return false;
        }
    }

    private static synchronized void load(List<String> libraries, List<Class<?>> presets) {
        if (failure != null) { // what failed once fails again, and says less
            throw new IllegalStateException(failure);
        }
        int major = major();
        List<Path> folders = folders(System.getenv());
        try {
            for (String library : libraries) {
                Path file = find(folders, "lib" + library + ".so." + major);
                if (file != null) {
                    loadBeside(file, "lib" + library + "-builtins.so." + major);
                    System.load(file.toString());
                }
            }
            presets.forEach(Loader::load);
        } catch (LinkageError e) {
            failure = problem(e, major);
            throw new IllegalStateException(failure, e);
        }
    }

    /** Loads what NVRTC opens by its name when it first compiles, and would not find beside itself. */
    private static void loadBeside(Path file, String prefix) {
        Path folder = file.resolveSibling("");
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, prefix + "*")) {
            parts.forEach(part -> System.load(part.toAbsolutePath().toString()));
        } catch (IOException e) {
            throw new UncheckedIOException("cuda: " + folder + ": cannot be listed", e);
        }
    }

    /** Why the libraries could not be loaded, in one line. */
    static String problem(LinkageError error, int major) {
        String library = "";
        for (Throwable cause = error; cause != null && library.isEmpty(); cause = cause.getCause()) {
            Matcher missing = MISSING.matcher(String.valueOf(cause.getMessage()));
            library = missing.find() ? missing.group(1) : "";
        }
        if (library.startsWith("libcuda.so")) {
            return "no NVIDIA driver: libcuda.so.1 not found, expected the driver for CUDA " + major
                    + (major >= 13 ? " (580 or newer)" : " (560 or newer)");
        }
        if (!library.isEmpty()) {
            return library + " not found, expected CUDA " + major
                    + " on the library path; install it, or name its folders in DIPTYCH_CUDA_PATH, or build with"
                    + " -Pcuda,cuda-redist";
        }
        return "libraries not loaded: "
                + String.valueOf(error.getMessage()).lines().findFirst().orElse("") + ", expected CUDA " + major
                + " and a build with -Pcuda";
    }

    /** The major version of CUDA that the presets were built for. */
    static int major() {
        Properties properties = org.bytedeco.cuda.presets.cudart.class.getAnnotation(Properties.class);
        for (Platform platform : properties.value()) {
            for (String link : platform.link()) {
                Matcher version = VERSION.matcher(link);
                if (version.matches()) {
                    return Integer.parseInt(version.group(1));
                }
            }
        }
        throw new IllegalStateException("cuda: presets name no version of libcudart, expected one");
    }

    /** Where CUDA's libraries may lie, the user's own choice first. */
    static List<Path> folders(Map<String, String> environment) {
        List<Path> folders = new ArrayList<>();
        for (String name : environment.getOrDefault("DIPTYCH_CUDA_PATH", "").split(File.pathSeparator, -1)) {
            if (!name.isBlank()) {
                addWithLibraries(Path.of(name), folders);
            }
        }
        for (String variable : List.of("CUDA_HOME", "CUDA_PATH")) {
            String home = environment.getOrDefault(variable, "");
            if (!home.isBlank()) {
                addWithLibraries(Path.of(home), folders);
            }
        }
        Path local = Path.of("/usr/local");
        if (Files.isDirectory(local)) {
            try (DirectoryStream<Path> installed = Files.newDirectoryStream(local, "cuda*")) {
                installed.forEach(home -> addWithLibraries(home, folders));
            } catch (IOException e) {
                return folders; // those found so far
            }
        }
        return folders;
    }

    private static void addWithLibraries(Path home, List<Path> folders) {
        Stream.of("", "lib64", "lib", "targets/x86_64-linux/lib")
                .map(home::resolve)
                .filter(Files::isDirectory)
                .forEach(folders::add);
    }

    private static @Nullable Path find(List<Path> folders, String file) {
        return folders.stream()
                .map(folder -> folder.resolve(file).toAbsolutePath())
                .filter(Files::isReadable)
                .findFirst()
                .orElse(null);
    }
}
