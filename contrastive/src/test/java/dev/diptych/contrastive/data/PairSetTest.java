package dev.diptych.contrastive.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.image.ImageEncoder;
import dev.diptych.image.RgbImage;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.tar.TarWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairSetTest {
    @TempDir
    Path folder;

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

        List<String> damaged = new ArrayList<>();
        PairSet pairs = PairSet.read(folder.toString(), damage -> damaged.add(damage.getMessage()));
        assertThat(pairs.pairs()).extracting(Pair::key).containsExactly("0.tar/a", "1.tar/b", "2.tar/d");
        assertThat(damaged)
                .containsExactly(
                        "read failed: " + cut + " at byte 2600: 40 of a member's 72 bytes, expected a whole tar",
                        "read failed: " + folder.resolve("3.tar") + ": an HTML page, expected a tar");
        assertThatThrownBy(() -> PairSet.read(folder.toString())).isInstanceOf(IngestException.class);
    }
}
