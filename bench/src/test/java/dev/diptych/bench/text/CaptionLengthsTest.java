package dev.diptych.bench.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CaptionLengthsTest {
    @Test
    void areThoseOfThePeer() {
        assertThat(Arrays.copyOf(CaptionLengths.parse("mean=13,sd=4").of(256, 77), 12))
                .containsExactly(15, 12, 10, 8, 7, 11, 18, 10, 17, 14, 11, 15);
    }

    @Test
    void haveTheMeanAndTheDeviation() {
        int[] lengths = new CaptionLengths(30, 5).of(10_000, 77);
        double mean = Arrays.stream(lengths).average().orElseThrow();
        double squares = Arrays.stream(lengths)
                .mapToDouble(length -> Math.pow(length - mean, 2))
                .average()
                .orElseThrow();
        assertThat(mean).isCloseTo(30, within(0.3));
        assertThat(Math.sqrt(squares)).isCloseTo(5, within(0.3));
    }

    @Test
    void stayWithinTheContext() {
        assertThat(Arrays.stream(new CaptionLengths(10, 20).of(1000, 16)).summaryStatistics())
                .satisfies(of -> assertThat(of.getMin()).isEqualTo(3))
                .satisfies(of -> assertThat(of.getMax()).isEqualTo(16));
    }

    @Test
    void rejectsWhatIsNoLength() {
        for (String text : new String[] {"", "13", "mean=13", "sd=4,mean=13", "mean=13,sd=4,", "mean=x,sd=4"}) {
            assertThatThrownBy(() -> CaptionLengths.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("caption length: " + text + ", expected mean=M,sd=S");
        }
        assertThatThrownBy(() -> CaptionLengths.parse("mean=2,sd=4"))
                .hasMessage("caption length: mean 2.0, sd 4.0, expected a mean of at least 3 and an sd of at least 0");
        assertThatThrownBy(() -> CaptionLengths.parse("mean=NaN,sd=4")).isInstanceOf(IllegalArgumentException.class);
    }
}
