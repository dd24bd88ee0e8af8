package dev.diptych.contrastive.loss;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class PairsTest {
    @Test
    void rejectsMorePairsThanTheirSimilaritiesCanBeAddressedOf() {
        Tape tape = Tape.inference();
        Tensor features = tape.activation("features", 46_341, 2);
        Tensor scale = tape.activation("scale", 1);
        assertThatThrownBy(() -> new Pairs(features, features, null, scale, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("loss: 46341 pairs in a step, expected at most 46340");
    }
}
