package dev.diptych.nn.tensor;

/** A block of one engine's memory; what is inside is that engine's own affair. */
public interface Memory {
    DType dtype();

    long elements();
}
