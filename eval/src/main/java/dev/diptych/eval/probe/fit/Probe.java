package dev.diptych.eval.probe.fit;

import dev.diptych.nn.engine.Engine;

/** A way of fitting a linear classifier; another module's is found by {@link java.util.ServiceLoader}, see {@code META-INF/services}. */
public interface Probe {
    /** Iterations after which fitting ends at the latest, as CLIP's {@code max_iter}. */
    int MOST_ITERATIONS = 1000;

    /** What users choose it by. */
    String name();

    /**
     * Takes data to fit to.
     *
     * @param engine for matrix products, of which a region is used; or not used at all
     * @param threads that compute, at least 1
     */
    Fitting open(ProbeData data, Engine engine, int threads);
}
