package dev.diptych.ingest.archive;

import static dev.diptych.ingest.Fixtures.folder;
import static dev.diptych.ingest.Fixtures.members;
import static dev.diptych.ingest.Fixtures.tar;
import static dev.diptych.ingest.Fixtures.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.compression.Expansion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders of links, as Hugging Face's cache has them: snapshots/REVISION/NAME leads to ../../blobs/HASH. */
class LinkedFolderTest {
    private static final ReadOptions FOLLOW = new ReadOptions(true, Expansion.DEFAULT_MEMORY);

    @TempDir
    private Path scratch;

    private Path snapshot = Path.of("");

    @BeforeEach
    void makeCache() throws IOException {
        folder(scratch.resolve("blobs"), members("1", "one", "2", "two", "3", tar(members("t.txt", "three"))));
        snapshot = Files.createDirectories(scratch.resolve("snapshots/main"));
        Files.createDirectories(snapshot.resolve("sub"));
        link("a.txt", "../../blobs/1");
        link("sub/b.txt", "../../../blobs/2");
        link("c.tar", "../../blobs/3");
    }

    private void link(String name, String target) throws IOException {
        Files.createSymbolicLink(snapshot.resolve(name), Path.of(target));
    }

    private static List<String> read(Archive opened) {
        List<String> read = new ArrayList<>();
        try (Archive archive = opened) {
            for (Member member = archive.next(); member != null; member = archive.next()) {
                IngestException problem = member.problem();
                read.add(member.name() + "="
                        + (problem == null ? new String(archive.bytes(100), UTF_8) : problem.detail()));
            }
        }
        return read;
    }

    @Test
    void namesTheOptionThatFollowsLinks() {
        String problem = "=a link, expected a file; follow_links follows it";
        assertThat(read(Archive.open(snapshot)))
                .containsExactly("a.txt" + problem, "c.tar" + problem, "sub/b.txt" + problem);
    }

    @Test
    void followsLinksToFilesAndArchives() {
        assertThat(read(Archive.open(snapshot, FOLLOW)))
                .containsExactly("a.txt=one", "c.tar/t.txt=three", "sub/b.txt=two");
    }

    @Test
    void followsEachFolderOnceAndNoLoop() throws IOException {
        folder(scratch.resolve("other"), members("x.txt", "x", "deep/y.txt", "y"));
        link("again", "../../other");
        link("also", "../../other");
        link("deeper", "../../other/deep");
        link("loop", ".");
        link("self", "self");
        link("none", "nowhere");
        Files.createSymbolicLink(scratch.resolve("other/back"), snapshot);
        String twice = "=a link to a folder that is read already, expected another";
        String nowhere = "=a link that leads nowhere, expected one to a file";
        assertThat(read(Archive.open(snapshot, FOLLOW)))
                .containsExactly(
                        "a.txt=one",
                        "again/back" + twice,
                        "again/deep/y.txt=y",
                        "again/x.txt=x",
                        "also" + twice,
                        "c.tar/t.txt=three",
                        "deeper" + twice,
                        "loop" + twice,
                        "none" + nowhere,
                        "self" + nowhere,
                        "sub/b.txt=two");
    }

    @Test
    void endsWhereFoldersLinkToOneAnother() throws IOException {
        int folders = 12;
        for (int i = 0; i < folders; i++) {
            Files.createDirectories(scratch.resolve("f" + i));
            Files.write(scratch.resolve("f" + i + "/x.txt"), text("x"));
            for (int j = 0; j < folders; j++) {
                Files.createSymbolicLink(scratch.resolve("f" + i + "/to" + j), Path.of("../f" + j));
            }
        }
        List<String> read = read(Archive.open(scratch.resolve("f0"), FOLLOW));
        assertThat(read).filteredOn(line -> line.endsWith("=x")).hasSize(folders);
    }

    @Test
    void followsListedLinksOutOfTheFolderButNoNames() {
        List<String> names = List.of("a.txt", "../../blobs/2");
        assertThat(read(Archive.listed(snapshot, names, FOLLOW)))
                .containsExactly("a.txt=one", "../../blobs/2=a path out of the folder, expected one inside");
        assertThat(read(Archive.listed(snapshot, names, ReadOptions.DEFAULT)))
                .first()
                .isEqualTo("a.txt=a link out of the folder, expected a file in it; follow_links follows it");
    }
}
