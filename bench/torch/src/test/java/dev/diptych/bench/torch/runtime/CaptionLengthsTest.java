package dev.diptych.bench.torch.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CaptionLengthsTest {
    /** As {@code diptych bench text} prints of its own. */
    @Test
    void areThoseOfDiptychsBenchmark() {
        int[] lengths = new CaptionLengths(13, 4).of(256, 77);
        assertThat(Arrays.stream(lengths).sum()).isEqualTo(3_383);
        assertThat(Arrays.stream(lengths).max()).hasValue(23);
    }
}
