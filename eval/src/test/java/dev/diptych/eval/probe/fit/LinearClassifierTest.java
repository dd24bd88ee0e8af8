package dev.diptych.eval.probe.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.eval.classify.SingleLabel;
import dev.diptych.eval.retrieval.Embeddings;
import org.junit.jupiter.api.Test;

class LinearClassifierTest {
    private static final LinearClassifier CLASSIFIER =
            new LinearClassifier(new float[] {1, 0, 0, 1, -1, -1}, new float[] {0, 0, 2.5f});

    @Test
    void takesTheClassOfTheHighestScoreAndOfEqualOnesTheFirst() {
        Embeddings features = new Embeddings(new float[] {3, 1, 2, 2, 0, 0}, 2);
        SingleLabel found = CLASSIFIER.classify(new ProbeData(features, new int[] {1, 1, 0}, 3));
        // scores 3 1 -1.5, 2 2 -1.5, 0 0 2.5
        assertThat(found.predicted()).containsExactly(0, 0, 2);
        assertThat(found.ranks()).containsExactly(2, 2, 2);
        double[] powers = {Math.exp(0), Math.exp(-2), Math.exp(-4.5)};
        assertThat(found.confidences()[0]).isCloseTo(1 / (powers[0] + powers[1] + powers[2]), within(1e-12));
    }

    @Test
    void refusesFeaturesOfOtherDimensions() {
        ProbeData other = new ProbeData(new Embeddings(new float[3], 3), new int[1], 3);
        assertThatThrownBy(() -> CLASSIFIER.classify(other))
                .hasMessage("probe refused: 3 classes of 3 dimensions, expected 3 of 2, as it was fitted to");
    }
}
