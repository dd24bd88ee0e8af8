package dev.diptych.nn.cuda.device;

/** The launches of one primitive, in their order, made ready to run again and again. */
public interface Work {}
