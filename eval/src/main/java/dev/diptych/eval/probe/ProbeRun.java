package dev.diptych.eval.probe;

import dev.diptych.eval.classify.Predictions;
import dev.diptych.eval.classify.SingleLabel;
import dev.diptych.eval.probe.fit.Fit;
import dev.diptych.eval.probe.fit.Fitting;
import dev.diptych.eval.probe.fit.LinearClassifier;
import dev.diptych.eval.probe.fit.Probe;
import dev.diptych.eval.probe.fit.ProbeData;
import dev.diptych.nn.engine.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Probes features: chooses c on a part of the training part, fits to all of it, and scores the test part, once for each seed. */
public final class ProbeRun {
    private static final double NANOS = 1e-9;

    private final Probe probe;
    private final Engine engine;
    private final ProbeOptions options;

    public ProbeRun(Probe probe, Engine engine, ProbeOptions options) {
        this.probe = probe;
        this.engine = engine;
        this.options = options;
    }

    /**
     * Runs.
     *
     * @param test of as many classes and dimensions as {@code train}
     * @param taker is told each seed's result; where c is given and all images are fitted to there is only one
     * @throws IllegalArgumentException if the two differ in classes or dimensions, or there are too few images
     */
    public ProbeScores run(ProbeData train, ProbeData test, Consumer<SeedResult> taker) {
        if (train.classes() != test.classes() || train.dimensions() != test.dimensions()) {
            throw new IllegalArgumentException("probe refused: " + train.classes() + " classes of " + train.dimensions()
                    + " dimensions to fit to and " + test.classes() + " of " + test.dimensions()
                    + " to score, expected the same");
        }
        List<SeedResult> results = new ArrayList<>();
        for (long seed : options.drawsNothing() ? options.seeds().subList(0, 1) : options.seeds()) {
            SeedResult result = options.c().isPresent()
                    ? given(train, test, seed, options.c().getAsDouble())
                    : searched(train, test, seed);
            results.add(result);
            taker.accept(result);
        }
        return new ProbeScores(results);
    }

    private SeedResult given(ProbeData train, ProbeData test, long seed, double c) {
        ProbeData fitted = options.shots() == 0 ? train : train.rows(Draw.few(train, options.shots(), seed));
        return last(fitted, test, seed, c, Double.NaN, zero(train));
    }

    private SeedResult searched(ProbeData train, ProbeData test, long seed) {
        Draw draw = Draw.of(train, options.shots(), options.valProportion(), seed);
        ProbeData held = train.rows(draw.held());
        TreeMap<Integer, LinearClassifier> path = new TreeMap<>();
        int point;
        double validation;
        try (Fitting fitting = probe.open(train.rows(draw.fitted()), engine, options.threads())) {
            RegularisationSweep sweep = new RegularisationSweep(next -> {
                Fit fit = fitting.fit(RegularisationSweep.c(next), near(path, next, zero(train)));
                path.put(next, fit.classifier());
                return acc1(fit.classifier().classify(held));
            });
            point = sweep.best();
            validation = sweep.score();
        }
        LinearClassifier start = near(path, point, zero(train));
        return last(train.rows(draw.last()), test, seed, RegularisationSweep.c(point), validation, start);
    }

    private SeedResult last(
            ProbeData fitted, ProbeData test, long seed, double c, double validation, LinearClassifier start) {
        long begin = System.nanoTime();
        Fit fit;
        try (Fitting fitting = probe.open(fitted, engine, options.threads())) {
            fit = fitting.fit(c, start);
        }
        double seconds = NANOS * (System.nanoTime() - begin);
        return new SeedResult(
                seed,
                fitted.count(),
                c,
                validation,
                fit,
                seconds,
                fit.classifier().classify(test));
    }

    private static double acc1(SingleLabel predictions) {
        return predictions.byName().getOrDefault(Predictions.ACC1, 0.0);
    }

    private static LinearClassifier zero(ProbeData data) {
        return LinearClassifier.zero(data.classes(), data.dimensions());
    }

    /** The fit at the nearest point of the path, the lower of two; the start of a path is {@code otherwise}. */
    private static LinearClassifier near(
            TreeMap<Integer, LinearClassifier> path, int point, LinearClassifier otherwise) {
        Integer below = path.floorKey(point);
        Integer above = path.ceilingKey(point);
        if (below == null) {
            return above == null ? otherwise : path.getOrDefault(above, otherwise);
        }
        boolean lower = above == null || point - below <= above - point;
        return path.getOrDefault(lower ? below : above, otherwise);
    }
}
