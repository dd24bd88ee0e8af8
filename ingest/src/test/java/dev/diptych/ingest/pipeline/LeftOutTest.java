package dev.diptych.ingest.pipeline;

import static dev.diptych.ingest.Fixtures.noise;
import static dev.diptych.ingest.Fixtures.png;
import static dev.diptych.ingest.Fixtures.text;
import static dev.diptych.ingest.Fixtures.zip;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.config.ConfigFile;
import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageDecoder;
import dev.diptych.ingest.pipeline.config.IngestConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftOutTest {
    @TempDir
    private Path scratch;

    @Test
    void showsTheFirstOfWhatIsLeftOutForEachReason() throws IOException {
        Map<String, byte[]> data = new LinkedHashMap<>();
        data.put("good.png", png(40, 40, 1));
        data.put("good.txt", text("good"));
        for (int i = 0; i < 8; i++) {
            data.put("small" + i + ".png", png(10, 10, i));
            data.put("silent" + i + ".png", png(200, 100, i));
            data.put("small" + i + ".txt", text("small"));
        }
        data.put("long.png", png(400, 40, 2));
        data.put("long.txt", text("long"));
        byte[] whole = noise(64, 1);
        data.put("cut.png", Arrays.copyOf(whole, whole.length / 2));
        data.put("cut.txt", text("cut"));
        data.put("<i>no.png", text("no image"));
        data.put("<i>no.txt", text("none"));
        data.put("huge.png", png(2000, 2000, 3));
        data.put("huge.txt", text("huge"));
        Files.write(scratch.resolve("a.zip"), zip(data));
        String html = report("min_image_size: 20, max_aspect_ratio: 5, max_image_pixels: 1000000");
        assertThat(pictured(html))
                .isEqualTo(Set.of(
                        "a.zip!silent0.png",
                        "a.zip!silent1.png",
                        "a.zip!silent2.png",
                        "a.zip!silent3.png",
                        "a.zip!silent4.png",
                        "a.zip!silent5.png",
                        "a.zip!small0.png",
                        "a.zip!small1.png",
                        "a.zip!small2.png",
                        "a.zip!small3.png",
                        "a.zip!small4.png",
                        "a.zip!small5.png",
                        "a.zip!cut.png",
                        "a.zip!long.png"));
        assertThat(html)
                .contains(
                        "image_too_small <small>6 of 8</small>", "10x10 pixels, expected a shorter side of at least 20")
                .contains("a.zip!&lt;i&gt;no.png</b>", "a.zip!huge.png</b>", "2000x2000 = 4 MP exceeds 1 MP")
                .doesNotContain("<i>no", "small6", "silent6");
        for (RgbImage picture : pictures(html)) {
            assertThat(Math.max(picture.width(), picture.height())).isLessThanOrEqualTo(96);
        }
    }

    /** What the pictures of the left out are of. */
    private static Set<String> pictured(String html) {
        return Pattern.compile("out-card\"><img src=\"data:image/jpeg;base64,[^\"]+\" alt=\"([^\"]*)\"")
                .matcher(html)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
    }

    private static List<RgbImage> pictures(String html) {
        return Pattern.compile("out-card\"><img src=\"data:image/jpeg;base64,([^\"]+)\"")
                .matcher(html)
                .results()
                .map(match -> new ImageDecoder()
                        .decode(Base64.getDecoder().decode(match.group(1)))
                        .image())
                .toList();
    }

    private String report(String options) throws IOException {
        String yaml = "sources: [{archive: a.zip}]\noutput: {" + options + "}\n";
        IngestConfig config = ConfigFile.parse("i.yaml", yaml).as(root -> IngestConfig.from(root, scratch));
        Path output = scratch.resolve("out");
        Ingest.run(config, output, false, IngestProgress.NONE);
        return Files.readString(output.resolve("report.html"));
    }
}
