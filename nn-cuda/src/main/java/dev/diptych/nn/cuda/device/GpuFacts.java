package dev.diptych.nn.cuda.device;

/**
 * What a GPU is.
 *
 * @param number its number among the machine's
 * @param name as the driver calls it
 * @param capability its compute capability, ten times the major plus the minor number: 90 for an H100
 * @param multiprocessors how many it has
 * @param sharedBytes the most shared memory that a block may ask for
 * @param totalBytes its memory
 */
public record GpuFacts(int number, String name, int capability, int multiprocessors, int sharedBytes, long totalBytes) {
    /** In words, for a list of devices. */
    public String description() {
        return name + ", compute capability " + capability / 10 + "." + capability % 10 + ", " + (totalBytes >> 20)
                + " MiB";
    }
}
