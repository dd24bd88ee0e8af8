package dev.diptych.nn.cuda.launch;

/**
 * What a device offers that launches depend on.
 *
 * @param capability its compute capability, ten times the major plus the minor number: 90 for an H100
 * @param sharedBytes the most shared memory that a block may ask for: 232,448 on an H100
 */
public record Target(int capability, int sharedBytes) {
    /** An H100: compute capability 9.0, 227 KiB of shared memory for a block. */
    public static final Target H100 = new Target(90, 227 * 1024);

    public Target {
        if (capability < 70 || sharedBytes < Launch.PLAIN_SHARED_BYTES) {
            throw new IllegalArgumentException("target: compute capability " + capability + ", " + sharedBytes
                    + " shared bytes, expected at least 70 and " + Launch.PLAIN_SHARED_BYTES);
        }
    }

    /** Whether {@code mma.sync} multiplies bfloat16 and {@code cp.async} exists. */
    public boolean tensorCores() {
        return capability >= 80;
    }
}
