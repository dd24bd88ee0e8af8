package dev.diptych.bench.image;

/**
 * What a stage takes of one thread.
 *
 * @param seconds of CPU time for an image, the median over the rounds
 * @param pixels of the image that was read
 * @param bytes read and written, each once
 */
public record StageTiming(Stage stage, double seconds, double pixels, double bytes) {
    /** For each pixel of the image that was read, in 1e-9 s. */
    public double nanosPerPixel() {
        return seconds * 1e9 / pixels;
    }

    /** Bytes a second. */
    public double rate() {
        return bytes / seconds;
    }
}
