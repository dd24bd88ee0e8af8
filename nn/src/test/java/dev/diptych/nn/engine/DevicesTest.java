package dev.diptych.nn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DevicesTest {
    @ParameterizedTest
    @CsvSource({"auto, auto", "cpu, cpu", "onednn, cpu", "CUDA, cuda", "cuda:0, cuda", "cuda:3, cuda:3", "nd4j, nd4j"})
    void readsTheNames(String name, String device) {
        assertThat(Devices.named(name)).isEqualTo(device);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gpu", "cuda:", "cuda:-1", "cuda:x", "cuda:1000000", "cpu:1"})
    void refusesOthers(String name) {
        assertThatThrownBy(() -> Devices.named(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + name + "', expected auto, cpu, cuda, cuda:N or nd4j");
    }

    @Test
    void opensWhatAutoStandsFor() {
        try (Engine engine = Devices.open(Devices.AUTO)) {
            assertThat(engine.name()).isEqualTo(Devices.resolved("auto").startsWith("cuda") ? "cuda" : "onednn");
        }
    }

    @Test
    void listsWhatIsThereAndWhatIsNot() {
        assertThat(Devices.all()).extracting(Device::name).startsWith("cpu").anyMatch(name -> name.startsWith("cuda"));
        assertThat(Devices.all().get(0).usable()).isTrue();
        assertThat(Devices.all().get(0).description())
                .matches("oneDNN on \\d+ cores?, [A-Z0-9_]+, self-test (passed|of .* failed \\(.*\\))");
    }

    @Test
    void saysInOneLineWhyAGpuCannotBeUsed() {
        assertThatThrownBy(() -> Devices.open("cuda:9"))
                .isInstanceOf(UnusableDeviceException.class)
                .hasMessageStartingWith("device: cuda:9: ")
                .hasMessageContaining("expected")
                .hasMessageNotContaining("\n");
    }

    @Test
    void refusesNoThreads() {
        assertThatThrownBy(() -> Devices.open("cpu", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("device: cpu: 0 threads, expected at least 1");
    }

    @Test
    void computesWithAsManyThreadsAsTheProcessMayUse() throws IOException, InterruptedException {
        assertThat(threadsOfProcess("-XX:ActiveProcessorCount=3")).isEqualTo("3");
        assertThat(threadsOfProcess("-XX:ActiveProcessorCount=1")).isEqualTo("1");
    }

    /** What a process finds that is told to use so many processors, as a container's quota tells it. */
    private static String threadsOfProcess(String option) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        option,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Count.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.strip();
    }

    /** Prints the number of threads. */
    static final class Count {
        private Count() {}

        public static void main(String... arguments) {
            System.out.println(Devices.threads());
        }
    }
}
