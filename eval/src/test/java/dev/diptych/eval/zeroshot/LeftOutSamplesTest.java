package dev.diptych.eval.zeroshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeftOutSamplesTest {
    @Test
    void namesTheFirstAndEachThousandthAndCountsByReason() {
        List<String> notes = new ArrayList<>();
        LeftOutSamples leftOut = new LeftOutSamples(notes::add);
        assertThat(leftOut.summary(9)).isEmpty();
        for (int i = 0; i < 2001; i++) {
            leftOut.add(i == 7 ? "no_image" : "corrupt", "sample " + i);
        }
        leftOut.unused("odd caption");
        leftOut.unused("another");
        assertThat(notes)
                .containsExactly(
                        "left out: sample 0",
                        "left out: sample 1000",
                        "left out: sample 2000",
                        "not used: odd caption");
        assertThat(leftOut.summary(5000)).contains("left out 2001 of 5000 samples (corrupt 2000, no_image 1)");
    }
}
