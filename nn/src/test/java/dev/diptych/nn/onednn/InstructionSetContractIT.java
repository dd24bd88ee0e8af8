package dev.diptych.nn.onednn;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class InstructionSetContractIT {
    @Test
    void theContractHoldsUnderEachInstructionSet() throws IOException, InterruptedException {
        EachInstructionSet.assertContract("onednn");
    }
}
