package dev.diptych.nn.cuda.device;

/** A point in a {@link Lane}'s work: an event. A new one counts as reached. */
public interface Mark extends AutoCloseable {
    @Override
    void close();
}
