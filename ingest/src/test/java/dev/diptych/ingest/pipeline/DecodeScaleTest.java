package dev.diptych.ingest.pipeline;

import static dev.diptych.ingest.Fixtures.text;
import static dev.diptych.ingest.Fixtures.zip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.diptych.config.ConfigFile;
import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageDecoder;
import dev.diptych.image.codec.ImageEncoder;
import dev.diptych.image.resize.Resampling;
import dev.diptych.image.resize.Resize;
import dev.diptych.image.turbo.TurboJpeg;
import dev.diptych.ingest.pipeline.config.IngestConfig;
import dev.diptych.ingest.shard.FileHash.Algorithm;
import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.shard.ShardReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecodeScaleTest {
    @TempDir
    private Path scratch;

    @BeforeEach
    void loaded() {
        assumeThat(TurboJpeg.isLoaded()).as("libjpeg-turbo for this platform").isTrue();
    }

    @Test
    void saysHowNearFastImagesAreToExactOnes() throws IOException {
        source(compared(photo(7)));

        RgbImage exact = ingest("exact").get(0);
        RgbImage fast = ingest("fast").get(0);

        double decibels = decibels(exact, fast);
        assertThat(fast).isNotEqualTo(exact);
        assertThat(decibels).isGreaterThan(35);
        assertThat(stats("exact").has("decode_psnr")).isFalse();
        assertThat(stats("fast").path("decode_compared").asInt()).isEqualTo(1);
        assertThat(stats("fast").path("decode_psnr").asDouble()).isCloseTo(decibels, within(1e-6));
        assertThat(Files.readString(scratch.resolve("fast/report.html")))
                .contains("Large JPEGs were made smaller as they were decoded. 1 image decoded both ways: PSNR ");
        assertThat(Files.readString(scratch.resolve("exact/report.html"))).doesNotContain("decoded both ways");
    }

    @Test
    void keepsTheSizeOfTheFileInTheMetadata() throws IOException {
        source(photo(7));
        ingest("fast");

        JsonNode line = new ObjectMapper()
                .readTree(Files.readAllLines(scratch.resolve("fast/manifest.jsonl"))
                        .get(0));

        assertThat(line.path("original_width").asInt()).isEqualTo(801);
        assertThat(line.path("original_height").asInt()).isEqualTo(603);
        assertThat(line.path("height").asInt()).isEqualTo(100);
    }

    private void source(byte[]... files) throws IOException {
        Map<String, byte[]> members = new LinkedHashMap<>();
        for (int i = 0; i < files.length; i++) {
            members.put(i + ".jpg", files[i]);
            members.put(i + ".txt", text("picture " + i));
        }
        Files.write(scratch.resolve("a.zip"), zip(members));
    }

    private List<RgbImage> ingest(String decodeScale) {
        String yaml =
                "sources: [{archive: a.zip}]\noutput: {encode_format: png, image_size: 100, resize_mode: keep_ratio,"
                        + " decode_scale: " + decodeScale + "}\n";
        IngestConfig config = ConfigFile.parse("i.yaml", yaml).as(root -> IngestConfig.from(root, scratch));
        Path output = scratch.resolve(decodeScale);
        Ingest.run(config, output, false, IngestProgress.NONE);
        try (ShardReader reader = ShardReader.open(output.resolve("00000.tar"))) {
            Sample sample = Objects.requireNonNull(reader.next());
            return List.of(
                    new ImageDecoder().decode(sample.image().orElseThrow()).image());
        }
    }

    private JsonNode stats(String folder) throws IOException {
        return new ObjectMapper()
                .readTree(scratch.resolve(folder).resolve("stats.json").toFile());
    }

    /** Blots with soft edges. */
    private static byte[] photo(long seed) {
        byte[] small = new byte[25 * 19 * 3];
        new Random(seed).nextBytes(small);
        RgbImage image = Resize.resize(new RgbImage(25, 19, small), 801, 603, Resampling.BICUBIC);
        return ImageEncoder.jpeg(image, 90);
    }

    /** The file with bytes after its end, which make its hash one of those that are compared. */
    private static byte[] compared(byte[] file) {
        for (int i = 0; ; i++) {
            byte[] longer = Arrays.copyOf(file, file.length + 4);
            longer[file.length] = (byte) i;
            longer[file.length + 1] = (byte) (i >> 8);
            if ((Algorithm.SHA256.digest(longer)[0] & 0xFE) == 0) {
                return longer;
            }
        }
    }

    private static double decibels(RgbImage image, RgbImage other) {
        double squares = 0;
        for (int i = 0; i < image.pixels().length; i++) {
            squares += Math.pow((image.pixels()[i] & 0xFF) - (other.pixels()[i] & 0xFF), 2);
        }
        return 10 * Math.log10(255.0 * 255 * image.pixels().length / squares);
    }
}
