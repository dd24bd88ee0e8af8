package dev.diptych.eval.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.eval.classify.SingleLabel;
import dev.diptych.eval.interval.Bootstrap;
import dev.diptych.eval.probe.fit.Fit;
import dev.diptych.eval.probe.fit.LinearClassifier;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbeScoresTest {
    private static final int[] LABELS = {0, 0, 0, 1};

    @Test
    void takesMeansAndDeviationsOverSeeds() {
        ProbeScores scores = new ProbeScores(List.of(seed(0, 0, 0, 1), seed(0, 0, 0, 0), seed(0, 1, 1, 1)));
        // accuracies 4, 3 and 2 of 4; recalls 1, 1/2 and (1/3 + 1) / 2
        assertThat(scores.means().keySet()).containsExactly("lp_acc1", "lp_mean_per_class_recall");
        assertThat(scores.means().get("lp_acc1")).isCloseTo(0.75, within(1e-12));
        assertThat(scores.means().get("lp_mean_per_class_recall")).isCloseTo((1 + 0.5 + 2.0 / 3) / 3, within(1e-12));
        assertThat(scores.deviations().get("lp_acc1")).isCloseTo(0.25, within(1e-12));
        assertThat(scores.chance()).containsEntry("lp_acc1", 0.5);
        assertThat(scores.intervals(Bootstrap.DEFAULT).get("lp_acc1"))
                .matches(interval -> interval.low() < 0.75 && 0.75 < interval.high());
    }

    @Test
    void hasNoDeviationOfOneSeed() {
        assertThat(new ProbeScores(List.of(seed(0, 0, 0, 1))).deviations()).isEmpty();
    }

    private static SeedResult seed(int... predicted) {
        int[] ranks = new int[predicted.length];
        for (int i = 0; i < ranks.length; i++) {
            ranks[i] = predicted[i] == LABELS[i] ? 1 : 2;
        }
        SingleLabel predictions = new SingleLabel(2, LABELS, predicted, ranks, new double[predicted.length]);
        return new SeedResult(0, 4, 1, 0.5, new Fit(LinearClassifier.zero(2, 1), 1, 1, true), 0, predictions);
    }
}
