package dev.diptych.nn.tensor;

/** Why a storage exists, which decides who places it in memory and whether gradients flow into it. */
public enum Role {
    /** Written by the host before a run; never planned over. */
    INPUT,
    /** A learnt value; placed once and shared by all programs of a model. */
    PARAMETER,
    /** Anything kept between runs beside the parameters: gradients, optimiser moments. */
    STATE,
    /** Written and read inside one run; the memory plan may let several share bytes. */
    ACTIVATION,
    /** Written by a run and read by the host after it; never planned over. */
    OUTPUT
}
