package dev.diptych.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.CommandRun;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardsCommandsTest {
    @TempDir
    Path folder;

    private Path shards;

    @BeforeEach
    void makeShards() throws IOException {
        Path pictures = Files.createDirectory(folder.resolve("pictures"));
        for (int i = 0; i < 5; i++) {
            BufferedImage image = new BufferedImage(12 + i, 8, BufferedImage.TYPE_INT_RGB);
            ImageIO.write(image, "png", pictures.resolve(i + ".png").toFile());
            Files.writeString(pictures.resolve(i + ".txt"), "picture " + i);
        }
        shards = folder.resolve("shards");
        CommandRun run = CommandRun.of("ingest", pictures, "--output", shards, "--number-sample-per-shard", 2);
        assertThat(run.code()).isZero();
    }

    @Test
    void lintFindsNothingInOwnShards() {
        CommandRun run = CommandRun.of("shards", "lint", shards, "--quiet");
        assertThat(run.out().lines()).containsExactly(shards + ": 3 shards, 5 samples, 15 members");
        assertThat(run.code()).isZero();
    }

    @Test
    void lintEndsWithOneWhereAShardIsCutOff() throws IOException {
        Path shard = shards.resolve("00001.tar");
        byte[] whole = Files.readAllBytes(shard);
        Files.write(shard, Arrays.copyOf(whole, whole.length - 1500));
        CommandRun run = CommandRun.of("shards", "lint", shards, "--quiet");
        assertThat(run.out()).contains("damaged_shard: " + shard + ": at byte").contains("error 1: damaged_shard");
        assertThat(run.code()).isEqualTo(1);
    }

    @Test
    void infoCountsWhatIsThere() {
        CommandRun run = CommandRun.of("shards", "info", shards);
        assertThat(run.out())
                .contains("  samples   5")
                .contains("  members   5 json, 5 png, 5 txt")
                .contains("  captions  5 of 5 samples")
                .contains("1 of 12x8");
        assertThat(run.code()).isZero();
    }

    @Test
    void previewMakesAPageOrAPicture() throws IOException {
        Path page = folder.resolve("sheet.html");
        assertThat(CommandRun.of("shards", "preview", shards, "--output", page).out())
                .contains(page + ": 5 samples");
        assertThat(page).content().contains("picture 4", "5 of 5 samples");
        Path picture = folder.resolve("sheet.png");
        CommandRun.of("shards", "preview", shards, "--output", picture, "--count", 4);
        assertThat(ImageIO.read(picture.toFile()).getWidth()).isEqualTo(2 * 128 + 3 * 8);
        CommandRun wrong = CommandRun.of("shards", "preview", shards, "--output", "sheet.gif");
        assertThat(wrong.err())
                .startsWith("bad usage: --output: sheet.gif, expected a name that ends in .html or .png");
        assertThat(wrong.code()).isEqualTo(2);
    }

    @Test
    void theSameCommandAgainHasNothingToDo() throws IOException {
        byte[] manifest = Files.readAllBytes(shards.resolve("manifest.jsonl"));
        Path pictures = folder.resolve("pictures");
        CommandRun again = CommandRun.of("ingest", pictures, "--output", shards, "--number-sample-per-shard", 2);
        assertThat(again.out()).contains("5 images with 5 captions of 5 concepts in 3 shards");
        assertThat(shards.resolve("manifest.jsonl")).hasBinaryContent(manifest);
        CommandRun other = CommandRun.of("ingest", pictures, "--output", shards, "--dedup", "exact");
        assertThat(other.errorLines())
                .singleElement()
                .asString()
                .startsWith("write failed: " + shards + ": another configuration since the start of the run that was"
                        + " finished here, expected the same; choose another folder, or overwrite it");
        CommandRun replaced = CommandRun.of(
                "ingest", pictures, "--output", shards, "--dedup", "exact", "--incremental-mode", "overwrite");
        assertThat(replaced.code()).isZero();
        assertThat(shards.resolve("00001.tar")).doesNotExist();
    }
}
