package dev.diptych.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.nn.onednn.isa.InstructionSet;
import dev.diptych.nn.onednn.isa.Verdict;
import org.junit.jupiter.api.Test;

final class SelfTestTextTest {
    private static final Verdict PASSED = new Verdict(InstructionSet.AVX2, null, "");
    private static final Verdict LOWERED = new Verdict(
            InstructionSet.AVX512_CORE_AMX,
            InstructionSet.AVX512_CORE_FP16,
            "causal attention in bfloat16: 0.31 where 0.12 is right");

    @Test
    void saysNothingWhereNothingIsWrong() {
        assertThat(SelfTestText.warning(PASSED)).isEmpty();
    }

    @Test
    void namesWhatIsWrongAndWhatIsUsedInstead() {
        assertThat(SelfTestText.warning(LOWERED))
                .contains("cpu: oneDNN computes wrongly with AVX512_CORE_AMX on this processor (causal attention in"
                        + " bfloat16: 0.31 where 0.12 is right): computing with AVX512_CORE_FP16 instead");
    }
}
