package dev.diptych.nn.cuda.emulator;

import dev.diptych.nn.contract.EngineUnderTest;
import dev.diptych.nn.engine.Engine;

/** The kernels with threads from the last to the first and asynchronous copies at once. */
public final class Reversed implements EngineUnderTest {
    @Override
    public String engine() {
        return "emulated, reversed";
    }

    @Override
    public Engine get() {
        return new EmulatedEngine(true);
    }
}
