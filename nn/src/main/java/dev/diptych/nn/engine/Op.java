package dev.diptych.nn.engine;

/** A primitive bound to its tensors' memory: runs without arguments and allocates nothing. */
@FunctionalInterface
public interface Op {
    void run();
}
