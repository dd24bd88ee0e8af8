package dev.diptych.nn.cuda.device;

/** A stream: what is put on one runs in its order, and beside what runs on the others. */
public enum Lane {
    /** Kernels, products, graphs, and the copies that they depend on. */
    COMPUTE,
    /** Uploads that overlap the computation. */
    COPY,
    /** What GPUs of several processes tell each other. */
    PEERS
}
