package dev.diptych.nn.cuda.driver;

import static org.bytedeco.cuda.global.nvrtc.nvrtcCompileProgram;
import static org.bytedeco.cuda.global.nvrtc.nvrtcCreateProgram;
import static org.bytedeco.cuda.global.nvrtc.nvrtcDestroyProgram;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetCUBIN;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetCUBINSize;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetNumSupportedArchs;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetPTX;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetPTXSize;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetProgramLog;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetProgramLogSize;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetSupportedArchs;
import static org.bytedeco.cuda.global.nvrtc.nvrtcVersion;

import dev.diptych.nn.cuda.device.CudaException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.cuda.global.nvrtc;
import org.bytedeco.cuda.nvrtc._nvrtcProgram;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;

/** NVRTC: CUDA C++ to machine code, on the host alone; it needs no GPU. */
final class Compiler {
    /**
     * Loads the library.
     *
     * @throws IllegalStateException if it is not there
     */
    public Compiler() {
        Libraries.loadCompiler();
    }

    /** The library's version, such as 12.6. */
    public String version() {
        int[] major = new int[1];
        int[] minor = new int[1];
        Check.compiler("version", nvrtcVersion(major, minor));
        return major[0] + "." + minor[0];
    }

    /** The compute capabilities that it makes machine code for, ascending: 90 for 9.0. */
    public int[] capabilities() {
        int[] count = new int[1];
        Check.compiler("architectures", nvrtcGetNumSupportedArchs(count));
        int[] capabilities = new int[count[0]];
        Check.compiler("architectures", nvrtcGetSupportedArchs(capabilities));
        Arrays.sort(capabilities);
        return capabilities;
    }

    /**
     * The options for a device: for its own machine code, or where the library is older than the device, for assembly of
     * the newest that it knows, which the driver compiles on.
     */
    List<String> options(int capability) {
        int[] known = capabilities();
        if (Arrays.binarySearch(known, capability) >= 0) {
            return options("sm_" + capability);
        }
        int below = Arrays.stream(known).filter(one -> one < capability).max().orElse(-1);
        if (below < 0) {
            throw new CudaException("nvrtc " + version() + ": compute capability " + capability / 10 + "."
                    + capability % 10 + ": no code for it, expected one of " + Arrays.toString(known));
        }
        return options("compute_" + below);
    }

    private static List<String> options(String architecture) {
        return List.of("--gpu-architecture=" + architecture, "--std=c++17");
    }

    /**
     * Compiles for a device.
     *
     * @param name the file, for messages
     * @param text CUDA C++ that includes nothing
     * @return a module's image
     * @throws CudaException with the compiler's messages, if it does not compile
     */
    public byte[] compile(String name, String text, int capability) {
        return compile(name, text, options(capability));
    }

    /** Compiles to assembly, whose text tells each kernel's parameters. */
    public String assembly(String name, String text, int capability) {
        byte[] image = compile(name, text, options("compute_" + capability));
        return new String(image, 0, image.length - 1, StandardCharsets.US_ASCII); // ends with a zero
    }

    byte[] compile(String name, String text, List<String> options) {
        _nvrtcProgram program = new _nvrtcProgram();
        try (BytePointer source = new BytePointer(text);
                BytePointer file = new BytePointer(name)) {
            Check.compiler(
                    "program " + name,
                    nvrtcCreateProgram(program, source, file, 0, (PointerPointer<?>) null, (PointerPointer<?>) null));
        }
        try (PointerPointer<BytePointer> arguments = new PointerPointer<>(options.toArray(String[]::new))) {
            int status = nvrtcCompileProgram(program, options.size(), arguments);
            if (status == nvrtc.NVRTC_ERROR_COMPILATION) {
                throw new CudaException("nvrtc: " + name + " for " + options.get(0) + ": " + log(program));
            }
            Check.compiler("compile " + name + " for " + options.get(0), status);
            return image(program, options.get(0).contains("=sm_"));
        } finally {
            nvrtcDestroyProgram(program);
        }
    }

    private static byte[] image(_nvrtcProgram program, boolean machineCode) {
        try (SizeTPointer size = new SizeTPointer(1)) {
            Check.compiler("size", machineCode ? nvrtcGetCUBINSize(program, size) : nvrtcGetPTXSize(program, size));
            byte[] image = new byte[Math.toIntExact(size.get())];
            Check.compiler("image", machineCode ? nvrtcGetCUBIN(program, image) : nvrtcGetPTX(program, image));
            return image;
        }
    }

    private static String log(_nvrtcProgram program) {
        try (SizeTPointer size = new SizeTPointer(1)) {
            Check.compiler("log size", nvrtcGetProgramLogSize(program, size));
            byte[] log = new byte[Math.toIntExact(size.get())];
            Check.compiler("log", nvrtcGetProgramLog(program, log));
            return new String(log, 0, Math.max(0, log.length - 1), StandardCharsets.UTF_8);
        }
    }
}
