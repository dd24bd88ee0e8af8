package dev.diptych.nn.cuda.device;

/** A matrix product for which an algorithm has been chosen. */
public interface Product {}
