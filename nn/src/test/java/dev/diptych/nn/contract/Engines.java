package dev.diptych.nn.contract;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.nd4j.Nd4jEngine;
import dev.diptych.nn.onednn.OneDnnEngine;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/** The engines that must meet the contract: this module's, a line each in {@link #all}, or those of the module under test. */
final class Engines {
    private Engines() {}

    static Stream<Named<Supplier<Engine>>> all() {
        List<EngineUnderTest> others = ServiceLoader.load(EngineUnderTest.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        if (!others.isEmpty()) {
            return others.stream().map(other -> engine(other.engine(), other));
        }
        return Stream.of(engine("nd4j", Nd4jEngine::new), engine("onednn", OneDnnEngine::new));
    }

    private static Named<Supplier<Engine>> engine(String name, Supplier<Engine> engine) {
        return Named.of(name, engine);
    }
}
