package dev.diptych.bench.torch.runtime;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.global.torch;

/** PyTorch's library in this process, and the BLAS that it multiplies float32 matrices with. */
public final class Library {
    private static final Pattern VERSION = Pattern.compile("TORCH_VERSION=([^,\\s]+)");
    private static final Pattern ONEDNN = Pattern.compile("MKL-DNN (v\\S+)");

    private Library() {}

    /** Loads PyTorch and has it, and its BLAS, compute with so many threads. */
    public static void load(int threads) {
        torch.set_num_threads(threads);
        openBlas()
                .ifPresent(library ->
                        library.getFunction("openblas_set_num_threads").invokeVoid(new Object[] {threads}));
    }

    /** One line: versions, BLAS, instruction set, threads. */
    public static String describe() {
        String config = torch.show_config().getString();
        return "PyTorch " + find(VERSION, config) + ", " + blas() + ", oneDNN " + find(ONEDNN, config) + ", "
                + torch.get_cpu_capability().getString() + ", bfloat16 " + bfloat16() + ", "
                + torch.get_num_threads() + " threads";
    }

    /** All that PyTorch says of its build and of its threads. */
    public static String details() {
        return torch.show_config().getString()
                + System.lineSeparator()
                + torch.get_parallel_info().getString();
    }

    /** The most memory that the process had, in MiB, or -1 where unknown. */
    public static long peakMebibytes() {
        return lines(Path.of("/proc/self/status"))
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                .findFirst()
                .orElse(-1);
    }

    private static String blas() {
        return openBlas()
                .map(library -> text(library, "openblas_get_config") + " on " + text(library, "openblas_get_corename"))
                .orElseGet(() -> mapped("libmkl_core").isPresent() ? "MKL" : "a BLAS that it does not name");
    }

    private static String text(NativeLibrary library, String function) {
        return library.getFunction(function).invokeString(new Object[0], false).strip();
    }

    /** OpenBLAS, unless MKL is loaded under its name. */
    private static Optional<NativeLibrary> openBlas() {
        return mapped("libmkl_core").isPresent()
                ? Optional.empty()
                : mapped("libopenblas").map(NativeLibrary::getInstance);
    }

    /** The file of a library that this process has loaded. */
    private static Optional<String> mapped(String name) {
        return lines(Path.of("/proc/self/maps"))
                .map(line -> line.substring(line.indexOf('/') + 1))
                .filter(file -> file.substring(file.lastIndexOf('/') + 1).startsWith(name))
                .map(file -> "/" + file)
                .findFirst();
    }

    private static String bfloat16() {
        boolean fast = lines(Path.of("/proc/cpuinfo"))
                .anyMatch(line -> line.startsWith("flags") && line.contains("avx512_bf16"));
        IValueVector stack = new IValueVector();
        Dispatcher.singleton()
                .findSchemaOrThrow("mkldnn::_is_mkldnn_bf16_supported", "")
                .callBoxed(stack);
        return (stack.get(0).toBool() ? "in oneDNN" : "not in oneDNN")
                + (fast ? ", by avx512_bf16" : ", without avx512_bf16");
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream() : Stream.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("read failed: " + file, e);
        }
    }

    private static String find(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : "unknown";
    }
}
