package dev.diptych.nn.nd4j.array;

import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Memory;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A block of ND4J memory.
 *
 * @param array FLOAT or INT [elements]
 */
public record Nd4jMemory(DType dtype, INDArray array) implements Memory {
    @Override
    public long elements() {
        return array.length();
    }
}
