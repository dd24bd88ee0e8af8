package dev.diptych.nn.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.diptych.nn.onednn.isa.InstructionSet;
import dev.diptych.nn.onednn.isa.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SelfTestIT {
    @TempDir
    Path cache;

    @Test
    void lowersTheInstructionSetWhereAPrimitiveAnswersWrongly() throws IOException, InterruptedException {
        InstructionSet found = SelfTest.verdict().found();
        assumeTrue(found.contains(InstructionSet.AVX512_CORE), "a processor with AVX-512");
        Fork.Outcome first = new Fork(null, List.of(), Settled.class, cache.toString()).outcome();
        assertThat(first.output())
                .containsPattern("AVX\\w+ > AVX2\\w*: broken copy: \\S+ where \\S+ is right")
                .containsPattern("in force: AVX2\\w*");
        Path file = only(cache.resolve("onednn"));
        String kept = Files.readString(file);
        Fork.Outcome second = new Fork(null, List.of(), Settled.class, cache.toString()).outcome();
        assertThat(second.output()).isEqualTo(first.output());
        assertThat(file).hasContent(kept);
    }

    @Test
    void keepsToTheUsersOwnLimit() throws IOException, InterruptedException {
        assumeTrue(SelfTest.verdict().found().contains(InstructionSet.SSE41), "an x86-64 processor");
        Fork.Outcome outcome = new Fork("SSE41", List.of(), Settled.class, cache.toString()).outcome();
        assertThat(outcome.output()).contains("SSE41 > null: ").contains("in force: SSE41");
    }

    @Test
    void findsNothingWrongOnThisMachine() {
        Verdict verdict = SelfTest.verdict();
        assertThat(verdict.fault()).isEmpty();
        assertThat(verdict.limit()).isNull();
        assertThat(InstructionSet.inForce()).isEqualTo(verdict.found());
    }

    @Test
    void passesWithEveryInstructionSetOfThisMachine() throws IOException, InterruptedException {
        InstructionSet found = SelfTest.verdict().found();
        Map<InstructionSet, Fork> forks = new EnumMap<>(InstructionSet.class);
        for (InstructionSet set : InstructionSet.values()) {
            if (found.contains(set) && set != InstructionSet.DEFAULT) {
                String report = report(set).toString();
                forks.put(set, new Fork(set.name(), List.of(), SelfTest.class, report, Probes.Fast.class.getName()));
            }
        }
        for (Map.Entry<InstructionSet, Fork> fork : forks.entrySet()) {
            Fork.Outcome outcome = fork.getValue().outcome();
            assertThat(outcome.code()).as(outcome.output()).isZero();
            assertThat(report(fork.getKey())).hasContent(fork.getKey() + "\npassed\n");
        }
    }

    private Path report(InstructionSet set) {
        return cache.resolve(set + ".txt");
    }

    private static Path only(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }
}
