package dev.diptych.contrastive.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableSamplesTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void writeImages() throws IOException {
        Files.createDirectory(folder.resolve("images"));
        Files.write(folder.resolve("images/a.png"), Shards.IMAGE);
        Files.write(folder.resolve("images/noextension"), Shards.IMAGE);
    }

    @Test
    void takesARowAsASampleWithPathsRelativeToTheTableOrWhole() throws IOException {
        TableSamples samples = tabs("id\tfilepath\ttitle\n"
                + "1\timages/a.png\ta first caption\n"
                + "2\timages/a.png\t\"a \"\"second\"\" one\"\n"
                + "3\t" + folder.resolve("images/noextension") + "\ta third\n");
        assertThat(samples.size()).isEqualTo(3);
        assertThat(samples.key(0)).isEqualTo("images/a.png");
        assertThat(samples.read(1).text()).contains("a \"second\" one");
        assertThat(samples.read(1).image()).contains(Shards.IMAGE);
        assertThat(samples.read(2).image()).contains(Shards.IMAGE);
        assertThat(samples.readTexts(2).members()).containsOnlyKeys("txt");
    }

    @Test
    void readsOtherColumnsAndSeparators() throws IOException {
        Path table = write("a,b\nimages/a.png,\"one, two\"\n");
        TableSamples samples = TableSamples.open(table, new SourceOptions.Csv("a", "b", ','));
        assertThat(samples.read(0).text()).contains("one, two");
    }

    @Test
    void saysWhichRowsItLeavesOut() throws IOException {
        TableSamples samples = tabs("filepath\ttitle\nimages/a.png\t \n\tx\nonly\nimages/a.png\tgood\n");
        String table = folder.resolve("t.csv").toString();
        assertThat(samples.size()).isEqualTo(1);
        assertThat(samples.leftOut())
                .containsExactly(
                        table + ": images/a.png: no caption",
                        table + ": a row without an image",
                        table + ": line 4: 1 columns, expected 2 as in the header");
    }

    @Test
    void namesAColumnThatIsMissingAndWhatIsThere() {
        assertThatThrownBy(() -> tabs("filepath,title\na.png,x\n"))
                .isInstanceOfSatisfying(
                        IngestException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BAD_TABLE))
                .hasMessageContaining("no column 'filepath', expected one; line 1 with separator \"\\t\" is 1 column:")
                .hasMessageEndingWith("set separator: ','");
    }

    @Test
    void refusesToReadWhatIsNoFile() throws IOException {
        TableSamples samples = tabs("filepath\ttitle\n/dev/zero\tx\nimages\tx\nnone.png\tx\na\0b.png\tx\n");
        assertThatThrownBy(() -> samples.read(0)).hasMessageContaining("a device or pipe, expected a file");
        assertThatThrownBy(() -> samples.read(1)).hasMessageContaining("a folder, expected a file");
        assertThatThrownBy(() -> samples.read(2)).hasMessageContaining("no such file");
        assertThatThrownBy(() -> samples.read(3)).isInstanceOf(IngestException.class);
        assertThat(samples.stamp(0).image()).isZero();
    }

    @Test
    void knowsASampleByItsCaptionAndItsImagesSizeAndTime() throws IOException {
        SampleStamp before = tabs("filepath\ttitle\nimages/a.png\tx\n").stamp(0);
        assertThat(tabs("filepath\ttitle\nimages/a.png\tx\n").stamp(0)).isEqualTo(before);
        assertThat(tabs("filepath\ttitle\nimages/a.png\ty\n").stamp(0).differenceFrom(before))
                .contains("other captions");
        Files.setLastModifiedTime(folder.resolve("images/a.png"), FileTime.fromMillis(1));
        assertThat(tabs("filepath\ttitle\nimages/a.png\tx\n").stamp(0).differenceFrom(before))
                .contains("another image");
    }

    private TableSamples tabs(String table) throws IOException {
        return TableSamples.open(write(table), SourceOptions.Csv.OPEN_CLIP);
    }

    private Path write(String table) throws IOException {
        return Files.write(folder.resolve("t.csv"), Shards.text(table));
    }
}
