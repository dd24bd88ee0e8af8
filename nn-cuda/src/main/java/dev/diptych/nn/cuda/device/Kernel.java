package dev.diptych.nn.cuda.device;

/** A kernel that was compiled for the GPU at hand and loaded. */
public interface Kernel {
    /** Its {@code extern "C"} name. */
    String name();
}
