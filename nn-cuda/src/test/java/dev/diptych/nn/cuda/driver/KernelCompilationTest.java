package dev.diptych.nn.cuda.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.diptych.nn.cuda.device.CudaException;
import dev.diptych.nn.cuda.kernel.Sources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;

/** Compiles every kernel on the host; skipped where NVRTC is not there: without the profile cuda, or CUDA's libraries. */
final class KernelCompilationTest {
    private final Compiler compiler = compiler();

    private static Compiler compiler() {
        StubDriver.load();
        try {
            return new Compiler();
        } catch (IllegalStateException e) {
            throw new TestAbortedException("NVRTC is not there: " + e.getMessage(), e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {75, 80, 86, 89, 90, 100, 120})
    void everySourceCompilesToMachineCode(int capability) {
        assumeTrue(
                Arrays.binarySearch(compiler.capabilities(), capability) >= 0,
                "NVRTC " + compiler.version() + " makes no code for " + capability);
        for (String source : Sources.names()) {
            byte[] image = compiler.compile(source, Sources.text(source), capability);
            assertThat(image).as(source).startsWith(0x7f, 'E', 'L', 'F');
        }
    }

    @Test
    void compilesForADeviceNewerThanItselfToAssembly() {
        int[] known = compiler.capabilities();
        assertThat(compiler.options(900)).first().isEqualTo("--gpu-architecture=compute_" + known[known.length - 1]);
    }

    @Test
    void refusesADeviceOlderThanItKnows() {
        assertThatThrownBy(() -> compiler.options(20))
                .isInstanceOf(CudaException.class)
                .hasMessageContaining("compute capability 2.0: no code for it");
    }

    @Test
    void tellsWhatIsWrongWithASource() {
        assertThatThrownBy(() -> compiler.compile("broken.cu", "__global__ void f() { nonsense; }", 90))
                .isInstanceOf(CudaException.class)
                .hasMessageContaining("broken.cu")
                .hasMessageContaining("nonsense");
    }

    @Test
    void keepsWhatItCompiled(@TempDir Path folder) throws IOException {
        ModuleCache cache = new ModuleCache(folder.resolve("kernels"), null, compiler);
        byte[] image = cache.image("reduction.cu", 90);
        List<Path> kept;
        try (java.util.stream.Stream<Path> files = Files.list(folder.resolve("kernels"))) {
            kept = files.toList();
        }
        assertThat(kept).singleElement().asString().endsWith(".cubin");
        Files.write(kept.get(0), "kept".getBytes(StandardCharsets.US_ASCII));
        assertThat(cache.image("reduction.cu", 90))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("kept");
        assertThat(cache.image("reduction.cu", 80)).isNotEqualTo(image);
    }

    @Test
    void findsWhatWasCompiledElsewhereForTheSameDeviceOnly(@TempDir Path folder) throws IOException {
        ModuleCache.pack(folder, compiler, 90);
        ModuleCache cache = new ModuleCache(folder.resolve("none"), folder, compiler);
        for (String source : Sources.names()) {
            assertThat(cache.packed(source, 90)).as(source).startsWith(0x7f, 'E', 'L', 'F');
            assertThat(cache.packed(source, 80)).as(source).isNull();
        }
        assertThat(new ModuleCache(folder, null, compiler).packed("norm.cu", 90))
                .isNull();
    }
}
