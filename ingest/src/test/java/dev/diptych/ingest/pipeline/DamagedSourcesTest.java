package dev.diptych.ingest.pipeline;

import static dev.diptych.ingest.Fixtures.folder;
import static dev.diptych.ingest.Fixtures.members;
import static dev.diptych.ingest.Fixtures.png;
import static dev.diptych.ingest.Fixtures.tar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.config.ConfigFile;
import dev.diptych.ingest.manifest.DropReason;
import dev.diptych.ingest.pipeline.config.IngestConfig;
import dev.diptych.ingest.pipeline.write.IngestReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives that cannot be read, and links: each is told, and the rest is taken. */
class DamagedSourcesTest {
    private static final Path ARCHIVES = Path.of("src/test/resources/archives");

    @TempDir
    private Path scratch;

    private IngestReport ingest(String options, String... archives) {
        StringBuilder yaml = new StringBuilder("output: {}\n" + options + "sources:\n");
        for (String archive : archives) {
            yaml.append("  - archive: ").append(archive).append('\n');
        }
        IngestConfig config = ConfigFile.parse("i.yaml", yaml.toString()).as(root -> IngestConfig.from(root, scratch));
        return Ingest.run(config, scratch.resolve("out"), true, IngestProgress.NONE);
    }

    private List<String> lines(String file) throws IOException {
        return Files.readAllLines(scratch.resolve("out").resolve(file));
    }

    @Test
    void tellsWhichFilesAreNotTheArchivesThatTheirNamesSay() throws IOException {
        byte[] whole = tar(members("1.png", png(4, 4, 0xFF), "1.txt", "blue"));
        folder(scratch.resolve("in"), members("a.tar", whole, "b.tar", "", "c.zip", "<html></html>", "notes.doc", "x"));
        assertThat(ingest("", "in").dropped()).isEqualTo(Map.of(DropReason.DAMAGED_ARCHIVE, 2L));
        assertThat(lines("dropped.jsonl"))
                .hasSize(2)
                .last()
                .asString()
                .contains("\"damaged_archive\"", "an HTML page, expected the tar, zip, 7z or deb that its name says");

        assertThat(ingest("", "in/a.tar", "in/b.tar", "in/c.zip").dropped())
                .isEqualTo(Map.of(DropReason.DAMAGED_ARCHIVE, 2L));
        assertThatThrownBy(() -> ingest("", "in/c.zip")).hasMessageContaining("an HTML page, expected tar (also");
    }

    @Test
    void tellsOnceThatAnArchiveIsEncrypted() throws IOException {
        for (String name : List.of("encrypted.7z", "encrypted-header.7z", "ppmd.7z")) {
            Files.copy(ARCHIVES.resolve(name), scratch.resolve(name));
        }
        Files.write(scratch.resolve("a.tar"), tar(members("1.png", png(4, 4, 0xFF), "1.txt", "blue")));
        assertThat(ingest("", "a.tar", "encrypted.7z", "encrypted-header.7z", "ppmd.7z")
                        .dropped())
                .isEqualTo(Map.of(DropReason.UNSUPPORTED_MEMBER, 3L));
        assertThatThrownBy(() -> ingest("", "encrypted.7z"))
                .hasMessageEndingWith("no image kept of 1 (1 unsupported_member; the first: encrypted.7z: 6 members"
                        + " encrypted, expected an archive without a password), expected at least one");
    }

    @Test
    void followsLinksWhereThatIsAskedFor() throws IOException {
        folder(scratch.resolve("blobs"), members("1", png(4, 4, 0xFF), "2", "blue"));
        Path snapshot = Files.createDirectories(scratch.resolve("in"));
        Files.createSymbolicLink(snapshot.resolve("1.png"), Path.of("../blobs/1"));
        Files.createSymbolicLink(snapshot.resolve("1.txt"), Path.of("../blobs/2"));
        assertThatThrownBy(() -> ingest("", "in"))
                .hasMessageContaining(
                        "(1 link; the first: in!1.png: a link, expected a file; follow_links follows it)");
        assertThat(ingest("follow_links: true\n", "in").kept()).isEqualTo(1);

        Files.writeString(snapshot.resolve("t.csv"), "image,caption\n1.png,blue\n");
        String rows = "captions: ['{caption}']\noutput: {}\nsources: [{table: in/t.csv, image_column: image}]\n";
        for (String options : List.of("", "follow_links: true\n")) {
            IngestConfig config =
                    ConfigFile.parse("i.yaml", options + rows).as(root -> IngestConfig.from(root, scratch));
            if (options.isEmpty()) {
                assertThatThrownBy(() -> Ingest.run(config, scratch.resolve("rows"), true, IngestProgress.NONE))
                        .hasMessageContaining("; follow_links follows it");
            } else {
                assertThat(Ingest.run(config, scratch.resolve("rows"), true, IngestProgress.NONE)
                                .kept())
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void missesNoImageOfAnEvaluationSetBehindALink() throws IOException {
        byte[] blue = png(4, 4, 0xFF);
        Files.write(
                scratch.resolve("a.tar"),
                tar(members("1.png", blue, "1.txt", "blue", "2.png", png(4, 4, 0xFF00), "2.txt", "green")));
        folder(scratch.resolve("blobs"), members("1", blue));
        Files.createSymbolicLink(
                Files.createDirectories(scratch.resolve("held")).resolve("1.png"), Path.of("../blobs/1"));
        String yaml = "sources: [{archive: a.tar}]\noutput: {against: [held]}\n";
        IngestConfig plain = ConfigFile.parse("i.yaml", yaml).as(root -> IngestConfig.from(root, scratch));
        assertThatThrownBy(() -> Ingest.run(plain, scratch.resolve("out"), true, IngestProgress.NONE))
                .hasMessage("read failed: held!1.png: a link, expected a file; follow_links follows it");
        IngestConfig follow =
                ConfigFile.parse("i.yaml", yaml + "follow_links: true\n").as(root -> IngestConfig.from(root, scratch));
        assertThat(Ingest.run(follow, scratch.resolve("out"), true, IngestProgress.NONE)
                        .dropped())
                .isEqualTo(Map.of(DropReason.IN_EVALUATION_SET, 1L));
    }
}
