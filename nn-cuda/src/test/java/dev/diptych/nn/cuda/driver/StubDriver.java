package dev.diptych.nn.cuda.driver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.opentest4j.TestAbortedException;

/*
 * JavaCPP's natives want libcuda.so.1 to be loaded with them, which comes with a driver. Compiling for a GPU needs none: a
 * library of that name that says that there is no device lets them load. What it does not define must not be called.
 */
/** Stands for the driver where there is none. */
final class StubDriver {
    private static final String SOURCE = """
            int cuInit(unsigned int flags) { return 100; }
            int cuDriverGetVersion(int* version) { *version = 99000; return 0; }
            int cuGetErrorName(int error, const char** name) { *name = "CUDA_ERROR_NO_DEVICE"; return 0; }
            int cuGetErrorString(int error, const char** text) { *text = "no CUDA-capable device is detected"; return 0; }
            """;

    private StubDriver() {}

    /** Loads the driver or else what stands for it; skips the test where neither can be had. */
    static void load() {
        try {
            System.load("/usr/lib/x86_64-linux-gnu/libcuda.so.1");
        } catch (UnsatisfiedLinkError e) {
            build();
        }
    }

    private static void build() {
        try {
            Path folder = Files.createTempDirectory("stub");
            Path source = Files.writeString(folder.resolve("cuda.c"), SOURCE, StandardCharsets.UTF_8);
            Path library = folder.resolve("libcuda.so.1");
            List<String> command = List.of(
                    "cc", "-shared", "-fPIC", "-Wl,-soname,libcuda.so.1", "-o", library.toString(), source.toString());
            Process compiler = new ProcessBuilder(command).inheritIO().start();
            if (compiler.waitFor() != 0) {
                throw new TestAbortedException("no NVIDIA driver, and the stand-in for its library does not compile");
            }
            System.load(library.toString());
        } catch (IOException e) {
            throw new TestAbortedException("no NVIDIA driver, and no C compiler to make a stand-in for its library", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestAbortedException("interrupted", e);
        }
    }
}
