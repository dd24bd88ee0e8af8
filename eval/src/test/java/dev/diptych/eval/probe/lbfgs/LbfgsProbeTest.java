package dev.diptych.eval.probe.lbfgs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.eval.classify.SingleLabel;
import dev.diptych.eval.probe.fit.Fit;
import dev.diptych.eval.probe.fit.Fitting;
import dev.diptych.eval.probe.fit.LinearClassifier;
import dev.diptych.eval.probe.fit.Made;
import dev.diptych.eval.probe.fit.ProbeData;
import dev.diptych.nn.engine.Devices;
import dev.diptych.nn.engine.Engine;
import java.util.List;
import org.junit.jupiter.api.Test;

/*
 * Expected values are of scikit-learn 1.2.1's LogisticRegression(C, solver="newton-cg", tol=1e-12) on the same numbers in float64; its
 * objective times C. The bias is a difference of two, since their mean is free.
 */
class LbfgsProbeTest {
    private static final ProbeData DATA = Made.data(150, 6, 7);

    private record Case(
            double c, double objective, double weight, double bias, double acc1, double recall, double acc5) {}

    private static final List<Case> CASES = List.of(
            new Case(
                    0.001,
                    0.28600962219807724,
                    0.0006001485864424271,
                    -0.05738778914290579,
                    40,
                    0.21020408163265308,
                    119),
            new Case(0.316, 82.72868444302848, 0.18341745533762854, -0.12029103460758445, 47, 0.2810204081632653, 128),
            new Case(10, 2474.125108988543, 3.0250225171391896, -0.08518511627374972, 45, 0.27799519807923173, 140),
            new Case(1e4, 2436230.389107721, 7.212868225130777, 0.028769953984229865, 44, 0.2778044551153795, 139));

    @Test
    void fitsAsScikitLearnDoes() {
        try (Engine engine = Devices.open("cpu", 2);
                Fitting fitting = new LbfgsProbe().open(DATA, engine, 2)) {
            for (Case each : CASES) {
                Fit fit = fitting.fit(each.c, LinearClassifier.zero(7, 6));
                LinearClassifier found = fit.classifier();
                assertThat(fit.converged()).isTrue();
                assertThat(fit.objective()).isCloseTo(each.objective, within(2e-7 * each.objective));
                // near the end the objective is flat: its square root is what is left of a variable's precision
                assertThat(found.weights()[0]).isCloseTo((float) each.weight, within((float) (1e-3 * each.weight)));
                assertThat((double) found.biases()[1] - found.biases()[0]).isCloseTo(each.bias, within(5e-3));
                assertThat(found.classify(DATA).byName().values())
                        .containsExactly(each.acc1 / 150, each.acc5 / 150, each.recall);
            }
        }
    }

    @Test
    void reachesTheSameFromANeighboursFit() {
        try (Engine engine = Devices.open("cpu", 2);
                Fitting fitting = new LbfgsProbe().open(DATA, engine, 2)) {
            LinearClassifier near = fitting.fit(8, LinearClassifier.zero(7, 6)).classifier();
            Fit cold = fitting.fit(10, LinearClassifier.zero(7, 6));
            Fit warm = fitting.fit(10, near);
            assertThat(warm.objective()).isCloseTo(cold.objective(), within(2e-7 * cold.objective()));
            assertThat(warm.iterations()).isLessThan(cold.iterations());
        }
    }

    @Test
    void givesTheSameBitsByTheSameNumberOfThreads() {
        ProbeData data = Made.data(9000, 20, 5);
        assertThat(weights(data)).isEqualTo(weights(data));
    }

    @Test
    void takesFewIterationsWhereFeaturesAreOfManySizes() {
        // 2^-3 to 2^16: plain L-BFGS, whose first guess is a multiple of the identity, needs hundreds
        ProbeData data = Made.data(2000, 20, 5);
        try (Engine engine = Devices.open("cpu", 2);
                Fitting fitting = new LbfgsProbe().open(data, engine, 2)) {
            Fit fit = fitting.fit(1, LinearClassifier.zero(5, 20));
            assertThat(fit.converged()).isTrue();
            assertThat(fit.iterations()).isLessThan(25);
        }
    }

    @Test
    void endsWhereTheDataCanBeTakenApart() {
        ProbeData data = Made.data(12, 20, 3); // fewer rows than numbers in each: no penalty, no minimum
        try (Engine engine = Devices.open("cpu", 2);
                Fitting fitting = new LbfgsProbe().open(data, engine, 2)) {
            Fit fit = fitting.fit(1e6, LinearClassifier.zero(3, 20));
            assertThat(fit.converged()).isTrue();
            SingleLabel predictions = fit.classifier().classify(data);
            assertThat(predictions.predicted()).isEqualTo(data.labels());
        }
    }

    private static float[] weights(ProbeData data) {
        try (Engine engine = Devices.open("cpu", 2);
                Fitting fitting = new LbfgsProbe().open(data, engine, 2)) {
            return fitting.fit(1, LinearClassifier.zero(data.classes(), data.dimensions()))
                    .classifier()
                    .weights();
        }
    }
}
