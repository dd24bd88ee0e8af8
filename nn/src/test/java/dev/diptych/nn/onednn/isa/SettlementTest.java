package dev.diptych.nn.onednn.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.nn.engine.UnusableDeviceException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SettlementTest {
    private static final InstructionSet FOUND = InstructionSet.AVX512_CORE_AMX;

    private final List<@Nullable InstructionSet> tested = new ArrayList<>();

    @Test
    void testsOnceWhereNothingIsWrong() {
        assertThat(settlement(FOUND).find()).isEqualTo(new Verdict(FOUND, null, ""));
        assertThat(tested).containsExactly((InstructionSet) null);
    }

    @Test
    void lowersStepByStepToTheFirstThatPasses() {
        Verdict verdict = settlement(InstructionSet.AVX512_CORE_BF16).find();
        assertThat(verdict)
                .isEqualTo(new Verdict(FOUND, InstructionSet.AVX512_CORE_BF16, "wrong with AVX512_CORE_AMX"));
        assertThat(tested).containsExactly(null, InstructionSet.AVX512_CORE_FP16, InstructionSet.AVX512_CORE_BF16);
    }

    @Test
    void namesTheFaultOfTheLowestWhereAllFail() {
        assertThatThrownBy(() -> settlement(InstructionSet.DEFAULT).find())
                .isInstanceOf(UnusableDeviceException.class)
                .hasMessage("device: cpu: oneDNN computes wrongly on this processor: SSE41: wrong with SSE41,"
                        + " expected right results with some instruction set; the device nd4j does without them");
    }

    @Test
    void testsHereWhereNoProcessCanBeStarted() {
        assertThat(new Settlement(set -> null, () -> null).find())
                .isEqualTo(new Verdict(InstructionSet.inForce(), null, ""));
        assertThatThrownBy(() -> new Settlement(set -> null, () -> "sum: 1 where 2 is right").find())
                .isInstanceOf(UnusableDeviceException.class)
                .hasMessage("device: cpu: oneDNN computes wrongly on this processor: sum: 1 where 2 is right,"
                        + " expected right results; set ONEDNN_MAX_CPU_ISA to less than " + InstructionSet.inForce());
    }

    @Test
    void aCrashIsAFaultAndAProcessThatDidNotBeginIsNone() {
        assertThat(Report.read("AVX2\n", "crashed with code 132"))
                .isEqualTo(new Report(InstructionSet.AVX2, "the process that tests it crashed with code 132"));
        assertThat(Report.read("AVX2\npassed\n", "")).isEqualTo(new Report(InstructionSet.AVX2, null));
        assertThat(Report.read("", "crashed with code 132")).isNull();
    }

    /** A machine that computes rightly with {@code largest} and less. */
    private Settlement settlement(InstructionSet largest) {
        return new Settlement(
                limit -> {
                    tested.add(limit);
                    InstructionSet set = limit == null ? FOUND : limit;
                    return new Report(set, largest.contains(set) ? null : "wrong with " + set);
                },
                () -> {
                    throw new AssertionError("there are processes");
                });
    }
}
