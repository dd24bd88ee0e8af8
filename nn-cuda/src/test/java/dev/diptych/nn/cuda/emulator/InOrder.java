package dev.diptych.nn.cuda.emulator;

import dev.diptych.nn.contract.EngineUnderTest;
import dev.diptych.nn.engine.Engine;

/** The kernels with threads in order and asynchronous copies as late as they may be. */
public final class InOrder implements EngineUnderTest {
    @Override
    public String engine() {
        return "emulated";
    }

    @Override
    public Engine get() {
        return new EmulatedEngine(false);
    }
}
