package dev.diptych.nn.onednn.isa;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VerdictFileTest {
    private static final Verdict PASSED = new Verdict(InstructionSet.AVX512_CORE_BF16, null, "");
    private static final Verdict LOWERED =
            new Verdict(InstructionSet.AVX512_CORE_AMX, InstructionSet.AVX512_CORE_FP16, "sum: 1 where 2 is right");

    @TempDir
    Path folder;

    @Test
    void keepsAVerdict() {
        for (Verdict verdict : new Verdict[] {PASSED, LOWERED}) {
            file().write(verdict);
            assertThat(file().read()).contains(verdict);
        }
    }

    @Test
    void takesADamagedVerdictForNone() throws IOException {
        file().write(LOWERED);
        Path path = folder.resolve("a/verdict.txt");
        byte[] whole = Files.readAllBytes(path);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            Files.write(path, cut);
            assertThat(file().read()).as("%d bytes", length).isEmpty();
        }
        for (int at = 0; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= (byte) 0x81; // no longer UTF-8
            Files.write(path, changed);
            assertThat(file().read()).as("byte %d", at).isEmpty();
            changed[at] = (byte) (whole[at] ^ 1);
            Files.write(path, changed);
            assertThat(file().read()).as("byte %d", at).isEmpty();
        }
        file().write(PASSED);
        assertThat(file().read()).contains(PASSED);
    }

    @Test
    void doesWithoutAFolderThatCannotBeWritten() throws IOException {
        Files.writeString(folder.resolve("a"), "a file where the folder would be");
        file().write(PASSED);
        assertThat(file().read()).isEmpty();
    }

    @Test
    void isWholeForManyWritersAndReaders() throws IOException {
        file().write(PASSED);
        assertThat(IntStream.range(0, 200).parallel().mapToObj(i -> {
                    file().write(i % 2 == 0 ? PASSED : LOWERED);
                    return file().read();
                }))
                .allMatch(read -> read.isPresent()
                        && (read.get().equals(PASSED) || read.get().equals(LOWERED)));
        try (Stream<Path> left = Files.list(folder.resolve("a"))) {
            assertThat(left).hasSize(1);
        }
    }

    @Test
    void aMachineIsNamedByAllThatAVerdictDependsOn() throws IOException {
        Path intel = Files.writeString(
                folder.resolve("cpuinfo"),
                "processor\t: 0\n"
                        + "model name\t: Xeon\n"
                        + "cpu MHz\t\t: 2000.1\n"
                        + "flags\t\t: avx512f amx_bf16\n\n"
                        + "processor\t: 1\n");
        String processor = Machine.processor(intel, Map.of());
        assertThat(processor).contains("Xeon").contains("amx_bf16").doesNotContain("2000");
        Machine machine = new Machine(processor, "", "3.11.0", "1.0");
        assertThat(Stream.of(
                                machine,
                                new Machine(processor + " amx_fp16", "", "3.11.0", "1.0"),
                                new Machine(processor, "AVX2", "3.11.0", "1.0"),
                                new Machine(processor, "", "3.12.0", "1.0"),
                                new Machine(processor, "", "3.11.0", "1.1"))
                        .map(Machine::name)
                        .distinct())
                .hasSize(5);
        assertThat(Machine.ofProcess(Machine.class).name())
                .isEqualTo(Machine.ofProcess(Machine.class).name());
    }

    private VerdictFile file() {
        return new VerdictFile(folder.resolve("a/verdict.txt"));
    }
}
