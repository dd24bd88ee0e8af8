package dev.diptych.search;

import dev.diptych.nn.engine.Devices;
import dev.diptych.nn.tape.Precision;
import dev.diptych.search.index.Method;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How an index is searched.
 *
 * @param model in place of the index's own copy; it must be the one that made the index, as far as that is known
 * @param device that embeds queries, as {@link Devices} names it
 * @param threads that compute
 * @param precision that queries are embedded in
 * @param method by which rows are found
 * @param ef candidates in the graph
 */
public record SearchOptions(
        Optional<Path> model, String device, int threads, Precision precision, Method method, int ef) {
    /** Candidates in the graph, unless more are asked for. */
    public static final int DEFAULT_EF = 100;

    public SearchOptions {
        if (threads < 1) {
            throw new IllegalArgumentException("search: " + threads + " threads, expected at least 1");
        }
        if (ef < 1) {
            throw new IllegalArgumentException("search: ef " + ef + ", expected at least 1");
        }
    }

    /** The index's own model, in float32 on all cores. */
    public static SearchOptions ofAllCores() {
        return new SearchOptions(Optional.empty(), "cpu", Devices.threads(), Precision.FP32, Method.AUTO, DEFAULT_EF);
    }

    /** These, with a model of its own. */
    public SearchOptions withModel(Path given) {
        return new SearchOptions(Optional.of(given), device, threads, precision, method, ef);
    }

    /** These, by another method. */
    public SearchOptions by(Method other, int candidates) {
        return new SearchOptions(model, device, threads, precision, other, candidates);
    }

    /** These, with another number of threads. */
    public SearchOptions on(int count) {
        return new SearchOptions(model, device, count, precision, method, ef);
    }
}
