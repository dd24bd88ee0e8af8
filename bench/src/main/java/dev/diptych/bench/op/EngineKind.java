package dev.diptych.bench.op;

import dev.diptych.nn.engine.Devices;
import dev.diptych.nn.engine.Engine;

/** The engines that are compared. */
public enum EngineKind {
    ONEDNN("cpu"),
    ND4J("nd4j");

    private final String device;

    EngineKind(String device) {
        this.device = device;
    }

    Engine open(int threads) {
        return Devices.open(device, threads);
    }
}
