package dev.diptych.nn.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.nn.onednn.isa.InstructionSet;
import dev.diptych.nn.onednn.isa.Verdict;
import org.junit.jupiter.api.Test;

final class OneDnnDevicesTest {
    @Test
    void namesTheInstructionSetInForceAndWhatTheSelfTestFound() {
        assertThat(OneDnnDevices.description(new Verdict(InstructionSet.AVX2, null, "")))
                .isEqualTo("AVX2, self-test passed");
        assertThat(OneDnnDevices.description(new Verdict(
                        InstructionSet.AVX512_CORE_AMX,
                        InstructionSet.AVX512_CORE_FP16,
                        "causal attention in bfloat16: 0.31 where 0.12 is right")))
                .isEqualTo("AVX512_CORE_FP16, self-test of AVX512_CORE_AMX failed (causal attention in bfloat16: 0.31"
                        + " where 0.12 is right)");
    }

    @Test
    void anEnginesIdentityIsThatOfItsThreadsToo() {
        try (OneDnnEngine one = new OneDnnEngine(1);
                OneDnnEngine again = new OneDnnEngine(1);
                OneDnnEngine two = new OneDnnEngine(2)) {
            assertThat(one.identity())
                    .isEqualTo(again.identity())
                    .isEqualTo(one.region().identity())
                    .isNotEqualTo(two.identity());
        }
    }
}
