package dev.diptych.contrastive.reference;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.nd4j.Nd4jEngine;
import dev.diptych.nn.onednn.OneDnnEngine;
import java.util.function.Supplier;

/** The engines that must agree with the reference. */
enum Engines implements Supplier<Engine> {
    ONEDNN {
        @Override
        public Engine get() {
            return new OneDnnEngine();
        }
    },
    ND4J {
        @Override
        public Engine get() {
            return new Nd4jEngine();
        }
    }
}
