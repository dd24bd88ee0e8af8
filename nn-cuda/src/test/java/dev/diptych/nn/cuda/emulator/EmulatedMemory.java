package dev.diptych.nn.cuda.emulator;

import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Memory;

/** A block of the emulator's memory. */
record EmulatedMemory(DType dtype, long elements, long address) implements Memory {}
