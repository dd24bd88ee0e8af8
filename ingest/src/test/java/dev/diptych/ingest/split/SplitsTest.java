package dev.diptych.ingest.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.ingest.split.Splits.Part;
import java.util.List;
import org.junit.jupiter.api.Test;

class SplitsTest {
    @Test
    void readsANameOrShares() {
        assertThat(Splits.parse("train").parts()).containsExactly(new Part("train", 1));
        Splits splits = Splits.parse("train=0.98, val=0.02");
        assertThat(splits.parts()).containsExactly(new Part("train", 0.98), new Part("val", 0.02));
        assertThat(Splits.parse(splits.toString())).isEqualTo(splits);
    }

    @Test
    void givesEachSplitItsShareOfTheValues() {
        Splits splits = Splits.parse("train=0.7,val=0.2,test=0.1");
        int[] counts = new int[3];
        for (int i = 0; i < 100_000; i++) {
            counts[splits.of("value " + i)]++;
        }
        // Six standard deviations of a binomial count are below 900.
        assertThat(counts[0]).isBetween(69_100, 70_900);
        assertThat(counts[1]).isBetween(19_100, 20_900);
        assertThat(counts[2]).isBetween(9_100, 10_900);
    }

    @Test
    void pinsWhereValuesBelong() {
        Splits splits = Splits.parse("train=0.5,val=0.5");
        // SHA-256 begins with ba78... for "abc" and with e3b0... for the empty text, 2c26... for "foo".
        assertThat(splits.of("abc")).isEqualTo(1);
        assertThat(splits.of("")).isEqualTo(1);
        assertThat(splits.of("foo")).isZero();
    }

    record Case(String text, String message) {}

    @Test
    void rejectsWhatIsNoSplit() {
        for (Case each : List.of(
                new Case("train=0.5,val=0.4", "split shares make 0.9, expected 1"),
                new Case("a=0.5,a=0.5", "split a twice, expected different names"),
                new Case("a=1.5,b=-0.5", "split a=1.5, expected a share above 0, at most 1"),
                new Case("a=x", "split 'a=x', expected name=share, such as val=0.02"),
                new Case("../x", "split '../x', expected a name of letters, digits, dots, hyphens and underscores"),
                new Case("00000=0.5,b=0.5", "split '00000', expected a name of letters"))) {
            assertThatThrownBy(() -> Splits.parse(each.text()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(each.message());
        }
    }
}
