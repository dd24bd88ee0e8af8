package dev.diptych.nn.contract;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.nd4j.Nd4jEngine;
import dev.diptych.nn.onednn.OneDnnEngine;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/** The engines that must meet the contract: a new one is a line in {@link #all}. */
final class Engines {
    private Engines() {}

    static Stream<Named<Supplier<Engine>>> all() {
        return Stream.of(engine("nd4j", Nd4jEngine::new), engine("onednn", OneDnnEngine::new));
    }

    private static Named<Supplier<Engine>> engine(String name, Supplier<Engine> engine) {
        return Named.of(name, engine);
    }
}
