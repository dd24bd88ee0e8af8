package dev.diptych.eval.zeroshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.shard.SampleReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitSamplesTest {
    @TempDir
    private Path folder;

    private Path splits = Path.of("");

    @BeforeEach
    void writeSplits() throws IOException {
        Files.createDirectory(folder.resolve("val2014"));
        Files.write(folder.resolve("val2014/a.jpg"), new byte[] {1});
        Files.write(folder.resolve("val2014/b.jpg"), new byte[] {2});
        splits = Files.writeString(folder.resolve("dataset_coco.json"), """
                {"images": [
                  {"filepath": "val2014", "filename": "a.jpg", "split": "test",
                   "sentences": [{"raw": "A red fox."}, {"raw": "One \\"fox\\""}]},
                  {"filepath": "train2014", "filename": "c.jpg", "split": "restval", "sentences": [{"raw": "A cow"}]},
                  {"filepath": "val2014", "filename": "b.jpg", "split": "test", "sentences": [{"raw": "A hen"}]},
                  {"split": "test"}],
                 "dataset": "coco"}
                """);
    }

    @Test
    void takesTheImagesOfOneSplitWithEachOfTheirSentences() {
        SplitSamples samples = SplitSamples.open(splits, "test", folder);
        assertThat(samples.size()).isEqualTo(2);
        assertThat(samples.place(1)).isEqualTo("dataset_coco.json!val2014/b.jpg");
        assertThat(samples.read(1).image()).contains(new byte[] {2});
        assertThat(SampleReading.captions(samples.readTexts(0))).containsExactly("A red fox.", "One \"fox\"");
        assertThat(samples.captions()).hasSize(3);
        assertThat(samples.stamp(0)).isEqualTo(samples.stamp(0)).isNotEqualTo(samples.stamp(1));
        assertThat(samples.leftOut()).containsExactly(splits + ": line 6: an image without filename, expected one");
    }

    @Test
    void findsTheImagesInTheFolderOfTheirOwnToo() {
        SplitSamples samples = SplitSamples.open(splits, "test", folder.resolve("val2014"));
        assertThat(samples.read(0).image()).contains(new byte[] {1});
    }

    @Test
    void saysWhichSplitsThereAre() {
        assertThatThrownBy(() -> SplitSamples.open(splits, "val", folder))
                .isInstanceOf(IngestException.class)
                .hasMessage("read failed: " + splits + ": no image of split 'val', expected one of [restval, test]");
    }

    @Test
    void saysThatAnImageOrTheFileIsMissing() {
        SplitSamples samples = SplitSamples.open(splits, "restval", folder);
        assertThatThrownBy(() -> samples.read(0)).hasMessageContaining("c.jpg").hasMessageContaining("no such file");
        assertThatThrownBy(() -> SplitSamples.open(folder.resolve("none.json"), "test", folder))
                .isInstanceOf(IngestException.class)
                .hasMessageContaining("no such file, expected Karpathy's splits");
    }
}
