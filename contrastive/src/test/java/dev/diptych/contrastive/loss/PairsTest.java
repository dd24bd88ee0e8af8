package dev.diptych.contrastive.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class PairsTest {
    @Test
    void morePairsThanTheirSimilaritiesCanBeAddressedOfAreTakenInBlocks() {
        assertThat(of(46_340).inBlocks()).isFalse();
        assertThat(of(46_341).rows()).isEqualTo(5792); // times 46,341 just below 2^28
        assertThat(of(1 << 30).rows()).isEqualTo(1);
    }

    @Test
    void rejectsMoreRowsThanPairs() {
        Tape tape = Tape.inference();
        Tensor features = tape.activation("features", 3, 2);
        Tensor scale = tape.activation("scale", 1);
        assertThatThrownBy(() -> new Pairs(features, features, null, scale, null).inRows(4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("loss: 4 rows at a time, expected 1 to the pairs, 3");
    }

    private static Pairs of(int count) {
        Tape tape = Tape.inference();
        Tensor features = tape.activation("features", count, 2);
        return new Pairs(features, features, null, tape.activation("scale", 1), null);
    }
}
