package dev.diptych.bench.scale;

/**
 * An ingest on machines that share the images: what it takes by what a core brings into shards and what the network carries.
 *
 * @param images that are fetched or read
 * @param machines that share them
 * @param cores of each
 * @param rate images a second that a core scans, decodes, resizes, encodes and packs
 * @param bytesIn of an image and its caption as they come
 * @param bytesOut of what is written of it
 * @param bandwidth of each machine, bytes a second, in and out apart
 */
public record IngestCost(
        long images, int machines, int cores, double rate, double bytesIn, double bytesOut, double bandwidth) {
    public IngestCost {
        if (images < 1
                || machines < 1
                || cores < 1
                || !(rate > 0)
                || !(bytesIn > 0)
                || !(bytesOut > 0)
                || !(bandwidth > 0)) {
            throw new IllegalArgumentException("cost of an ingest: " + this + ", expected all above 0");
        }
    }

    /** Seconds by the processors alone. */
    public double computing() {
        return images / (rate * cores * machines);
    }

    /** Seconds by the network alone: what comes and what goes pass it side by side. */
    public double telling() {
        return images * Math.max(bytesIn, bytesOut) / (bandwidth * machines);
    }

    /** Seconds: the longer of the two, which go on together. */
    public double seconds() {
        return Math.max(computing(), telling());
    }

    /** Bytes of all shards. */
    public double written() {
        return images * bytesOut;
    }
}
