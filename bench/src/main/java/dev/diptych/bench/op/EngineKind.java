package dev.diptych.bench.op;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.nd4j.Nd4jEngine;
import dev.diptych.nn.onednn.OneDnnEngine;

/** The engines that are compared. */
public enum EngineKind {
    ONEDNN,
    ND4J;

    Engine open() {
        return switch (this) {
            case ONEDNN -> new OneDnnEngine();
            case ND4J -> new Nd4jEngine();
        };
    }
}
