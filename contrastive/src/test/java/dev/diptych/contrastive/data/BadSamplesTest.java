package dev.diptych.contrastive.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BadSamplesTest {
    @Test
    void namesTheFirstAndEachThousandthAndCountsByReason() {
        BadSamples bad = new BadSamples("evaluate", 5_000, 1);
        for (int i = 0; i < 2_001; i++) {
            bad.add(i, new UnusableSample(i == 7 ? "no_image" : "corrupt", "", "sample " + i));
        }
        assertThat(said(bad))
                .containsExactly(
                        "left out: sample 0",
                        "left out: sample 999 (1000 of 5000 samples cannot be used (corrupt 999, no_image 1))",
                        "left out: sample 1999 (2000 of 5000 samples cannot be used (corrupt 1999, no_image 1))");
        assertThat(bad.summary()).isEqualTo("2001 of 5000 samples cannot be used (corrupt 2000, no_image 1)");
    }

    @Test
    void countsASampleThatIsMetAgainOnce() {
        BadSamples bad = new BadSamples("train", 10, 0.1);
        for (int epoch = 0; epoch < 3; epoch++) {
            bad.add(4, new UnusableSample("corrupt", "", "sample 4"));
        }
        assertThat(bad.count()).isEqualTo(1);
        assertThat(bad.has(4)).isTrue();
        assertThat(bad.has(3)).isFalse();
    }

    @Test
    void endsTheWorkPastTheShareOrWhereNoneIsLeft() {
        BadSamples bad = new BadSamples("train", 100, 0.02);
        bad.add(1, new UnusableSample("corrupt", "", "sample 1"));
        bad.add(2, new UnusableSample("corrupt", "", "sample 2"));
        assertThatThrownBy(() -> bad.add(3, new UnusableSample("no_image", "", "sample 3")))
                .hasMessage(
                        "train: 3 of 100 samples cannot be used (corrupt 2, no_image 1), expected at most a share of"
                                + " 0.02 (data.max_bad_samples): sample 1; sample 2; sample 3");
        BadSamples all = new BadSamples("evaluate", 1, 1);
        assertThatThrownBy(() -> all.add(0, new UnusableSample("corrupt", "", "sample 0")))
                .hasMessage(
                        "evaluate: 1 of 1 samples cannot be used (corrupt 1), expected at most all but one: sample 0");
    }

    @Test
    void aShareIsRoundedUpSoThatASmallSetMayHaveABadSample() {
        record Case(int size, double share, int allowed) {}
        List<Case> cases = List.of(
                new Case(5, 0.1, 1),
                new Case(10, 0.1, 1),
                new Case(11, 0.1, 2),
                new Case(100, 0.07, 7), // 0.07 * 100 is above 7 in binary
                new Case(5, 0, 0));
        for (Case c : cases) {
            BadSamples bad = new BadSamples("train", c.size(), c.share());
            for (int i = 0; i < c.allowed(); i++) {
                bad.add(i, new UnusableSample("corrupt", "", "sample " + i));
            }
            assertThatThrownBy(() -> bad.add(c.allowed(), new UnusableSample("corrupt", "", "one more")))
                    .hasMessageContaining("expected at most a share of " + c.share());
        }
    }

    private static List<String> said(BadSamples bad) {
        List<String> said = new ArrayList<>();
        bad.drain(said::add);
        return said;
    }
}
