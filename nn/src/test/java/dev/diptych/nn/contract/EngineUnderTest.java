package dev.diptych.nn.contract;

import dev.diptych.nn.engine.Engine;
import java.util.function.Supplier;

/** An engine of another module that must meet the contract, found by {@link java.util.ServiceLoader}. */
public interface EngineUnderTest extends Supplier<Engine> {
    /** Its name in reports. */
    String engine();
}
