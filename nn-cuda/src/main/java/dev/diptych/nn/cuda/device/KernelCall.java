package dev.diptych.nn.cuda.device;

import java.util.List;

/**
 * One launch with all its values.
 *
 * @param kernel what runs
 * @param gridX blocks along x
 * @param gridY blocks along y
 * @param gridZ blocks along z
 * @param block threads of a block, along x
 * @param sharedBytes dynamic shared memory of a block
 * @param parameters in the order of the kernel's declaration
 */
public record KernelCall(
        Kernel kernel, int gridX, int gridY, int gridZ, int block, int sharedBytes, List<Parameter> parameters) {
    public KernelCall {
        parameters = List.copyOf(parameters);
    }
}
