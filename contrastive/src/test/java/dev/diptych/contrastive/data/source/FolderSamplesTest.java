package dev.diptych.contrastive.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.ingest.IngestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderSamplesTest {
    @TempDir
    private Path folder;

    @Test
    void findsImagesWithCaptionsInSubfoldersSortedByKey() throws IOException {
        image("b.png");
        text("b.txt", "b");
        image("a/x.JPG");
        text("a/x.json", "{\"caption\": \"ax\"}");
        text("a/x.txt", "ax too");
        image("a.b/y.png");
        text("a.b/y.caption", "aby");
        image("a.png");
        text("a.txt", "a");

        try (FolderSamples samples = FolderSamples.open(folder)) {
            assertThat(Shards.keys(samples)).containsExactly("a", "a.b/y", "a/x", "b");
            assertThat(samples.read(2).members()).containsOnlyKeys("jpg", "json", "txt");
            assertThat(samples.readTexts(1).members()).containsOnlyKeys("caption");
            assertThat(samples.leftOut()).isEmpty();
        }
    }

    @Test
    void saysWhatItLeavesOut() throws IOException {
        image("alone.png");
        text("text.txt", "no image");
        image("photo.v2.png");
        text("photo.v2.txt", "its dot ends the key");
        image("good.png");
        text("good.txt", "good");
        text("readme.md", "none of it");

        try (FolderSamples samples = FolderSamples.open(folder)) {
            assertThat(Shards.keys(samples)).containsExactly("good");
            assertThat(samples.leftOut())
                    .containsExactly(
                            folder
                                    + "/photo.v2.png: extension v2.png, which begins at the first dot, expected an image's",
                            folder + "/alone: no caption",
                            folder + "/text: no image");
        }
    }

    @Test
    void followsLinksAndSaysWhichLeadNowhere() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.write(elsewhere.resolve("x.png"), Shards.IMAGE);
        Files.write(elsewhere.resolve("x.txt"), Shards.text("x"));
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.createSymbolicLink(data.resolve("linked"), elsewhere);
        Files.createSymbolicLink(data.resolve("around"), data);
        Files.createSymbolicLink(data.resolve("gone.png"), folder.resolve("none"));

        try (FolderSamples samples = FolderSamples.open(data)) {
            assertThat(Shards.keys(samples)).containsExactly("linked/x");
            assertThat(samples.read(0).image()).contains(Shards.IMAGE);
            assertThat(samples.leftOut()).hasSize(2).anyMatch(line -> line.contains("a link that leads nowhere"));
        }
    }

    @Test
    void knowsAFileByItsSizeAndTimeAndRefusesOneThatChanged() throws IOException {
        image("a.png");
        text("a.txt", "a");
        FolderSamples before = FolderSamples.open(folder);
        assertThat(FolderSamples.open(folder).stamp(0)).isEqualTo(before.stamp(0));

        text("a.txt", "b");
        Files.setLastModifiedTime(folder.resolve("a.txt"), FileTime.fromMillis(1));
        FolderSamples after = FolderSamples.open(folder);
        assertThat(after.stamp(0).differenceFrom(before.stamp(0))).contains("a has other captions");
        assertThatThrownBy(() -> before.read(0))
                .isInstanceOf(IngestException.class)
                .hasMessageEndingWith("a.txt: changed since it was listed, expected the same");
        Files.delete(folder.resolve("a.png"));
        assertThatThrownBy(() -> after.read(0)).hasMessageEndingWith("a.png: no such file, expected a readable file");
    }

    @Test
    void refusesAFolderThatIsNone() {
        assertThatThrownBy(() -> FolderSamples.open(folder.resolve("none"))).isInstanceOf(IngestException.class);
    }

    private void image(String name) throws IOException {
        write(name, Shards.IMAGE);
    }

    private void text(String name, String text) throws IOException {
        write(name, Shards.text(text));
    }

    private void write(String name, byte[] bytes) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }
}
