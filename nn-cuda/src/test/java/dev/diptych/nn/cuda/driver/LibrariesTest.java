package dev.diptych.nn.cuda.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LibrariesTest {
    @Test
    void knowsTheVersionOfThePresets() {
        assertThat(Libraries.major()).isIn(12, 13);
    }

    @Test
    void saysThatThereIsNoDriver() {
        LinkageError error = error("libjnicudart.so: libcuda.so.1: cannot open shared object file: No such file");
        assertThat(Libraries.problem(error, 12))
                .isEqualTo("no NVIDIA driver: libcuda.so.1 not found, expected the driver for CUDA 12 (560 or newer)");
    }

    @Test
    void namesTheLibraryThatIsMissingAndTheWaysToGetIt() {
        LinkageError error = error("libjnicublas.so: libcublasLt.so.13: cannot open shared object file: No such file");
        assertThat(Libraries.problem(error, 13))
                .startsWith("libcublasLt.so.13 not found, expected CUDA 13 on the library path")
                .contains("DIPTYCH_CUDA_PATH")
                .contains("-Pcuda,cuda-redist");
    }

    @Test
    void saysWhatItWasToldOtherwise() {
        assertThat(Libraries.problem(new UnsatisfiedLinkError("no jnicudart in java.library.path: x\ny"), 12))
                .isEqualTo("libraries not loaded: no jnicudart in java.library.path: x, expected CUDA 12 and a build"
                        + " with -Pcuda");
    }

    @Test
    void looksWhereTheUserSaysFirst(@TempDir Path folder) throws IOException {
        Path own = Files.createDirectories(folder.resolve("own"));
        Path installed = Files.createDirectories(folder.resolve("installed/lib64"));
        Map<String, String> environment = Map.of(
                "DIPTYCH_CUDA_PATH",
                folder.resolve("absent") + ":" + own,
                "CUDA_HOME",
                folder.resolve("installed").toString());
        assertThat(Libraries.folders(environment)).startsWith(own, folder.resolve("installed"), installed);
    }

    private static LinkageError error(String cause) {
        LinkageError error = new UnsatisfiedLinkError("no jnicudart in java.library.path");
        error.initCause(new UnsatisfiedLinkError(cause));
        return error;
    }
}
