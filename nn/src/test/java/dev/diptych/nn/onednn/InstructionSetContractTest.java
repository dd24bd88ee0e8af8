package dev.diptych.nn.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.nn.contract.ContractRun;
import dev.diptych.nn.onednn.isa.InstructionSet;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The contract under each instruction set of the machine that has kernels of its own for what the towers compute in; the
 * largest runs it in this process. Those between add instructions on 8-bit integers alone.
 */
final class InstructionSetContractTest {
    private static final List<InstructionSet> SETS = List.of(
            InstructionSet.AVX2,
            InstructionSet.AVX2_VNNI_2,
            InstructionSet.AVX512_CORE,
            InstructionSet.AVX512_CORE_BF16,
            InstructionSet.AVX512_CORE_FP16,
            InstructionSet.AVX512_CORE_AMX);

    @Test
    void theContractHoldsUnderEachInstructionSet() throws IOException, InterruptedException {
        InstructionSet found = SelfTest.verdict().found();
        Map<InstructionSet, Fork> forks = new LinkedHashMap<>(); // all at once: one works on most of a test alone
        for (InstructionSet set : SETS) {
            if (set != found && found.contains(set)) {
                forks.put(set, new Fork(set.name(), List.of("-Ddiptych.contract.seeds=1"), ContractRun.class));
            }
        }
        for (Map.Entry<InstructionSet, Fork> fork : forks.entrySet()) {
            Fork.Outcome outcome = fork.getValue().outcome();
            assertThat(outcome.code())
                    .as("%s: %s", fork.getKey(), outcome.output())
                    .isZero();
        }
    }
}
