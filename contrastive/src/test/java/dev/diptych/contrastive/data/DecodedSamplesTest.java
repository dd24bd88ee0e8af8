package dev.diptych.contrastive.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.contrastive.data.source.SampleSources;
import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.contrastive.data.source.SourceOptions;
import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageEncoder;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.tar.TarWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DecodedSamplesTest {
    @TempDir
    private Path folder;

    @Test
    void trainsOnTheCaptionsThatIngestWouldTakeAndNamesTheOthers() throws IOException {
        byte[] image = ImageEncoder.png(RgbImage.filled(4, 4, 0xFF0000));
        Path shard = folder.resolve("0.tar");
        try (TarWriter tar = new TarWriter(Files.newOutputStream(shard))) {
            // as shard_captions_odd.tar, shard_list_json.tar and shard_nan_json.tar
            record Case(String json, byte[] text) {}
            List<Case> cases = List.of(
                    new Case("{\"captions\": [null, \"a red square\"]}", "from txt".getBytes(UTF_8)),
                    new Case("{\"captions\": [{\"text\": \"x\"}], \"score\": NaN}", "from txt".getBytes(UTF_8)),
                    new Case("[\"x\"]", "a red square".getBytes(UTF_8)),
                    new Case("{\"caption\": null}", "café".getBytes(ISO_8859_1)));
            for (int i = 0; i < cases.size(); i++) {
                tar.add(i + ".png", image);
                tar.add(i + ".txt", cases.get(i).text());
                tar.add(i + ".json", cases.get(i).json().getBytes(UTF_8));
            }
        }
        try (Samples samples = SampleSources.open(shard.toString(), SourceOptions.AUTO, new Damages())) {
            BadSamples bad = new BadSamples("train", samples.size(), 1);
            DecodedSamples decoded = new DecodedSamples(samples, bad, 0);
            List<List<String>> captions = new ArrayList<>();
            for (int i = 0; i < samples.size(); i++) {
                TrainingSample sample = decoded.get(i);
                if (sample != null) {
                    captions.add(sample.captions());
                }
            }
            assertThat(captions).containsExactly(List.of("a red square"), List.of("from txt"), List.of("a red square"));
            List<String> said = new ArrayList<>();
            bad.drain(said::add);
            assertThat(said) // only the first of each kind is named
                    .containsExactly(
                            "not used: 0.tar!0: caption 'null': no text in UTF-8",
                            "left out: 0.tar!3: no caption: caption 'caf\uFFFD': no text in UTF-8");
            assertThat(bad.summary()).isEqualTo("1 of 4 samples cannot be used (no_caption 1)");
        }
    }

    private Path shard(String name, String... keys) throws IOException {
        Path shard = folder.resolve(name);
        try (TarWriter writer = new TarWriter(Files.newOutputStream(shard))) {
            for (String key : keys) {
                writer.add(key + ".png", ImageEncoder.png(RgbImage.filled(2, 2, 0xFF)));
                writer.add(key + ".txt", "blue".getBytes(UTF_8));
            }
        }
        return shard;
    }

    @Test
    void tellsOfDamagedShardsAndTakesTheOthers() throws IOException {
        shard("0.tar", "a");
        Path cut = shard("1.tar", "b", "c");
        Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), 2600));
        shard("2.tar", "d");
        Files.writeString(folder.resolve("3.tar"), "<html>");

        Damages damages = new Damages();
        try (Samples samples = SampleSources.open(folder.toString(), SourceOptions.AUTO, damages)) {
            assertThat(IntStream.range(0, samples.size()).mapToObj(samples::key))
                    .containsExactly("0.tar/a", "1.tar/b", "2.tar/d");
        }
        assertThat(damages.lines)
                .containsExactly(
                        "read failed: " + cut + " at byte 2600: 40 of a member's 72 bytes, expected a whole tar",
                        "read failed: " + folder.resolve("3.tar") + ": an HTML page, expected a tar");
    }

    private static final class Damages implements SampleSources.Notes {
        private final List<String> lines = new ArrayList<>();

        @Override
        public void damaged(IngestException damage) {
            lines.add(damage.getMessage());
        }

        @Override
        public void unpacked(String source, long bytes, Path folder) {
            throw new AssertionError(source);
        }
    }
}
