package dev.diptych.nn.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.nn.contract.ContractRun;
import dev.diptych.nn.onednn.isa.InstructionSet;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The contract under each instruction set of the machine that has kernels of its own for what the towers compute in; the
 * largest runs it in the tests' own process. Those between add instructions on 8-bit integers alone.
 */
public final class EachInstructionSet {
    private static final List<InstructionSet> SETS = List.of(
            InstructionSet.AVX2,
            InstructionSet.AVX2_VNNI_2,
            InstructionSet.AVX512_CORE,
            InstructionSet.AVX512_CORE_BF16,
            InstructionSet.AVX512_CORE_FP16,
            InstructionSet.AVX512_CORE_AMX);

    private EachInstructionSet() {}

    /** Asserts that a {@link ContractRun} of these arguments succeeds under each. */
    public static void assertContract(String... arguments) throws IOException, InterruptedException {
        InstructionSet found = SelfTest.verdict().found();
        Map<InstructionSet, Fork> forks = new LinkedHashMap<>(); // all at once: one works on most of a test alone
        for (InstructionSet set : SETS) {
            if (set != found && found.contains(set)) {
                List<String> options = List.of("-Ddiptych.contract.seeds=1");
                forks.put(set, new Fork(set.name(), options, ContractRun.class, arguments));
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
