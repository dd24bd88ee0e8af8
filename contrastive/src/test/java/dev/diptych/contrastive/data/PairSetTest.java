package dev.diptych.contrastive.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.image.ImageEncoder;
import dev.diptych.image.RgbImage;
import dev.diptych.ingest.tar.TarWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairSetTest {
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
        PairSet pairs = PairSet.read(shard.toString());
        assertThat(pairs.pairs())
                .extracting(Pair::captions)
                .containsExactly(List.of("a red square"), List.of("from txt"), List.of("a red square"));
        assertThat(pairs.unusable())
                .containsExactly(
                        "0.tar!0: caption 'null': no text in UTF-8",
                        "0.tar!1: caption '{\"text\":\"x\"}': no text in UTF-8",
                        "0.tar!2: 2.json: a list, expected a JSON object");
        assertThat(pairs.skipped())
                .containsExactly("0.tar!3: no caption: caption 'caf\uFFFD': no text in UTF-8");
    }
}
