package dev.diptych.nn.cuda.launch;

import java.util.List;

/**
 * One kernel launch, complete but for the addresses.
 *
 * @param source the file that holds the kernel, a name that the kernels' sources know
 * @param kernel its {@code extern "C"} name
 * @param gridX blocks along x, at most 2^31 - 1
 * @param gridY blocks along y, at most 65,535
 * @param gridZ blocks along z, at most 65,535
 * @param block threads of a block, along x, a multiple of 32, at most 1,024
 * @param sharedBytes dynamic shared memory of a block; above 48 KiB the function's limit must be raised before
 * @param arguments its parameters
 */
public record Launch(
        String source,
        String kernel,
        int gridX,
        int gridY,
        int gridZ,
        int block,
        int sharedBytes,
        List<Argument> arguments) {
    /** Shared memory that a launch may ask for without raising the function's limit. */
    public static final int PLAIN_SHARED_BYTES = 48 * 1024;

    private static final int LARGEST_GRID = 65_535;

    public Launch {
        arguments = List.copyOf(arguments);
        if (gridX < 1
                || gridY < 1
                || gridY > LARGEST_GRID
                || gridZ < 1
                || gridZ > LARGEST_GRID
                || block < 32
                || block > 1024
                || block % 32 != 0
                || sharedBytes < 0) {
            throw new IllegalArgumentException("launch: " + kernel + ": grid " + gridX + " x " + gridY + " x " + gridZ
                    + ", block " + block + ", " + sharedBytes + " shared bytes, expected what a device takes");
        }
    }

    /** Bytes of scratch memory that {@code launches} need: the furthest end of what they name. */
    public static long scratchBytes(List<Launch> launches) {
        return launches.stream()
                .flatMap(launch -> launch.arguments.stream())
                .mapToLong(argument ->
                        argument instanceof Argument.Scratch scratch ? scratch.offset() + scratch.bytes() : 0)
                .max()
                .orElse(0);
    }
}
