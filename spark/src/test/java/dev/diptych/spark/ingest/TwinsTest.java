package dev.diptych.spark.ingest;

import static dev.diptych.ingest.Fixtures.contents;
import static dev.diptych.ingest.Fixtures.noise;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.image.resize.ResizeMode;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.archive.StoredFile;
import dev.diptych.ingest.manifest.Place;
import dev.diptych.ingest.output.OutputFormat;
import dev.diptych.ingest.pipeline.config.ImageConfig;
import dev.diptych.ingest.pipeline.config.ImageConfig.Decoding;
import dev.diptych.ingest.pipeline.config.ImageConfig.EncodeFormat;
import dev.diptych.ingest.pipeline.config.OutputConfig;
import dev.diptych.ingest.pipeline.work.Outcome;
import dev.diptych.ingest.pipeline.work.Outcome.Kept;
import dev.diptych.ingest.pipeline.work.Outcome.Origin;
import dev.diptych.ingest.pipeline.work.Outcome.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two attempts at one task. */
class TwinsTest {
    private static final int IMAGES = 5;
    private static final OutputConfig JPG = OutputConfig.DEFAULT.with(new ImageConfig(
            EncodeFormat.JPG,
            90,
            false,
            0,
            ResizeMode.BORDER,
            false,
            0,
            0,
            0,
            1 << 20,
            Decoding.EXACT,
            false,
            1 << 20));

    @TempDir
    private Path scratch;

    private List<Item> span() throws IOException {
        List<Item> span = new ArrayList<>();
        for (int i = 0; i < IMAGES; i++) {
            Path file = Files.write(scratch.resolve(i + ".png"), noise(24, i));
            String where = "pictures!" + i + ".png";
            StoredFile stored = new StoredFile(file.toString(), where, 0, Files.size(file), true);
            Said said = new Said(List.of("picture " + i), null, null);
            span.add(new Item(new Origin("pictures", i + ".png", Integer.toString(i), "c" + i), stored, said));
        }
        return span;
    }

    private List<Kept> attempt(OutputConfig config, List<Item> span) throws IOException {
        List<Kept> kept = new ArrayList<>();
        for (Outcome outcome : new SpanWork(config, scratch).call(span)) {
            kept.add((Kept) outcome);
        }
        return kept;
    }

    @Test
    void writeTheSameShardInFoldersOfTheirOwn() throws IOException {
        List<Item> span = span();
        List<Path> attempts = new ArrayList<>();
        for (List<Kept> kept : List.of(attempt(JPG, span), attempt(JPG, span))) {
            List<PlacedSample> samples = new ArrayList<>();
            for (int i = 0; i < IMAGES; i++) {
                samples.add(new PlacedSample(new Place(0, 3, i), kept.get(i)));
            }
            ShardTask task =
                    new ShardTask(scratch.toString(), "train", OutputFormat.WEBDATASET, samples, new byte[] {1});
            attempts.add(Path.of(task.write()));
            attempts.add(Path.of(task.write()));
        }
        assertThat(attempts).doesNotHaveDuplicates();
        Map<String, String> first = contents(attempts.get(0).resolve("train"));
        assertThat(first).containsOnlyKeys("00003.tar", "00003.idx", "00003_stats.json");
        for (Path attempt : attempts) {
            assertThat(contents(attempt.resolve("train"))).isEqualTo(first);
        }
    }

    @Test
    void refuseAnImageThatHasChangedSinceItWasRead() throws IOException {
        List<Item> span = span();
        Kept kept = attempt(OutputConfig.DEFAULT, span).get(0);
        Path file = Path.of(span.get(0).file().file());
        byte[] other = Files.readAllBytes(file);
        other[other.length / 2] ^= 1;
        Files.write(file, other);
        assertThatThrownBy(() -> kept.image().bytes())
                .isInstanceOf(IngestException.class)
                .hasMessageContaining("other bytes than a task has read or written there");
        Files.write(file, new byte[3], StandardOpenOption.TRUNCATE_EXISTING);
        assertThatThrownBy(() -> kept.image().bytes()).isInstanceOf(IngestException.class);
    }
}
