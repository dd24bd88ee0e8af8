package dev.diptych.dl4j.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.eval.classify.Predictions;
import dev.diptych.eval.probe.Probes;
import dev.diptych.eval.probe.fit.Fit;
import dev.diptych.eval.probe.fit.Fitting;
import dev.diptych.eval.probe.fit.LinearClassifier;
import dev.diptych.eval.probe.fit.ProbeData;
import dev.diptych.eval.probe.lbfgs.LbfgsProbe;
import dev.diptych.eval.retrieval.Embeddings;
import dev.diptych.nn.engine.Devices;
import dev.diptych.nn.engine.Engine;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class Dl4jProbeTest {
    private static final int CLASSES = 4;
    private static final int DIMENSIONS = 6;
    private static final ProbeData DATA = data(200);

    @Test
    void agreesWithTheDefault() {
        try (Engine engine = Devices.open("cpu", 1);
                Fitting own = new LbfgsProbe().open(DATA, engine, 1);
                Fitting network = Probes.named("dl4j").open(DATA, engine, 1)) {
            for (double c : new double[] {0.01, 1, 100}) {
                Fit expected = own.fit(c, LinearClassifier.zero(CLASSES, DIMENSIONS));
                Fit found = network.fit(c, LinearClassifier.zero(CLASSES, DIMENSIONS));
                assertThat(found.converged()).isTrue();
                // both end where a step would gain a ten millionth
                assertThat(found.objective()).isCloseTo(expected.objective(), within(3e-7 * expected.objective()));
                assertThat(acc1(found))
                        .isCloseTo(acc1(expected), within(2.0 / DATA.count())); // rows that are nearly ties
            }
        }
    }

    @Test
    void gradientIsThatOfCentralDifferences() {
        try (SoftmaxNetwork network = new SoftmaxNetwork(DATA, 1)) {
            network.weigh(0.5);
            SplittableRandom random = new SplittableRandom(2);
            double[] x = new double[CLASSES * (DIMENSIONS + 1)];
            for (int i = 0; i < x.length; i++) {
                x[i] = random.nextDouble() - 0.5;
            }
            double[] gradient = new double[x.length];
            network.at(x, gradient);
            double step = 1e-4; // squared, it is what the third derivative leaves of an error
            for (int i = 0; i < x.length; i++) {
                double[] moved = x.clone();
                moved[i] = x[i] + step;
                double above = network.at(moved, new double[x.length]);
                moved[i] = x[i] - step;
                double below = network.at(moved, new double[x.length]);
                assertThat((above - below) / (2 * step)).as("slope %d", i).isCloseTo(gradient[i], within(1e-5));
            }
        }
    }

    private static double acc1(Fit fit) {
        return fit.classifier().classify(DATA).byName().getOrDefault(Predictions.ACC1, 0.0);
    }

    private static ProbeData data(int count) {
        SplittableRandom random = new SplittableRandom(1);
        float[] values = new float[count * DIMENSIONS];
        int[] labels = new int[count];
        for (int i = 0; i < values.length; i++) {
            int row = i / DIMENSIONS;
            labels[row] = row % CLASSES;
            values[i] = (float) (random.nextDouble() - 0.5 + (i % DIMENSIONS == labels[row] ? 0.4 : 0));
        }
        return new ProbeData(new Embeddings(values, DIMENSIONS), labels, CLASSES);
    }
}
