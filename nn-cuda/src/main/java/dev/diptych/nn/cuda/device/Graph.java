package dev.diptych.nn.cuda.device;

/** Captured work of the compute lane, which is launched as a whole. */
public interface Graph extends AutoCloseable {
    @Override
    void close();
}
