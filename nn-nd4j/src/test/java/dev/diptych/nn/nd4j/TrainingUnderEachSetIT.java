package dev.diptych.nn.nd4j;

import dev.diptych.nn.onednn.EachInstructionSet;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class TrainingUnderEachSetIT {
    @Test
    void trainsAsOneDnnDoesWithEachInstructionSet() throws IOException, InterruptedException {
        EachInstructionSet.assertContract("nd4j", "dev.diptych.nn.contract.TrainingContractTest");
    }
}
