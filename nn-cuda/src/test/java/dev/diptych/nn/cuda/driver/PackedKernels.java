package dev.diptych.nn.cuda.driver;

import java.io.IOException;
import java.nio.file.Path;

/** Compiles all kernels for a device that is elsewhere; {@code DIPTYCH_KERNELS} names their folder there. */
public final class PackedKernels {
    private PackedKernels() {}

    /** @param arguments the folder that receives them; the device's compute capability, such as 90 */
    public static void main(String... arguments) throws IOException {
        StubDriver.load();
        Path folder = Path.of(arguments[0]);
        Compiler compiler = new Compiler();
        ModuleCache.pack(folder, compiler, Integer.parseInt(arguments[1]));
        System.out.println(folder + ": compiled by NVRTC " + compiler.version() + " for " + arguments[1]);
    }
}
