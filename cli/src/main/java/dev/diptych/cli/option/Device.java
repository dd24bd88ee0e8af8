package dev.diptych.cli.option;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.nd4j.Nd4jEngine;
import dev.diptych.nn.onednn.OneDnnEngine;
import java.util.Locale;

/** What computes, as {@code --device} names it. */
public enum Device {
    /** The fastest engine for this processor: oneDNN. */
    CPU,
    /** oneDNN. */
    ONEDNN,
    /** ND4J, the slow reference. */
    ND4J;

    /** The option's description, for the commands that have it. */
    public static final String DESCRIPTION =
            "What computes: cpu or onednn (oneDNN, fast), nd4j (the slow reference;" + " default: ${DEFAULT-VALUE}).";

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Makes an engine, which the caller closes. */
    public Engine open() {
        return switch (this) {
            case CPU, ONEDNN -> new OneDnnEngine();
            case ND4J -> new Nd4jEngine();
        };
    }
}
