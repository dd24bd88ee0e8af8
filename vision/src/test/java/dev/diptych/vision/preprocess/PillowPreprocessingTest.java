package dev.diptych.vision.preprocess;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.image.resize.Resampling;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against Pillow with open_clip's rules for sizes, over ragged sizes; src/test/reference/preprocess.py made the table. */
class PillowPreprocessingTest {
    record Case(Preprocessing preprocessing, int width, int height, String sha256) {
        static Case of(String line) {
            String[] f = line.split(" ");
            String[] mode = f[0].split("/");
            Preprocessing preprocessing = new Preprocessing(
                    Integer.parseInt(f[2]),
                    ChannelValues.OPENAI_MEAN,
                    ChannelValues.OPENAI_STD,
                    Resampling.valueOf(f[1]),
                    ResizeMode.valueOf(mode[0]),
                    Integer.parseInt(f[3]),
                    mode.length == 1 ? CropStart.EVEN : CropStart.valueOf(mode[1]));
            return new Case(preprocessing, Integer.parseInt(f[4]), Integer.parseInt(f[5]), f[6]);
        }
    }

    @Test
    void equalsPillowByteForByteInEveryModeAndFilter() throws IOException {
        List<Case> cases;
        try (InputStream in = PillowPreprocessingTest.class.getResourceAsStream("pillow.txt")) {
            assertThat(in).as("pillow.txt").isNotNull();
            cases = new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Case::of)
                    .toList();
        }
        assertThat(cases).hasSizeGreaterThan(300);
        for (ResizeMode mode : ResizeMode.values()) {
            assertThat(cases).anyMatch(c -> c.preprocessing.resizeMode() == mode);
        }
        for (Case c : cases) {
            assertThat(Rings.sha256(c.preprocessing.fit(Rings.of(c.width, c.height))))
                    .as("%s", c)
                    .isEqualTo(c.sha256);
        }
    }
}
