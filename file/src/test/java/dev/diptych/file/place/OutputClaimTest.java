package dev.diptych.file.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.file.FolderLock;
import dev.diptych.file.LockedException;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An output in a zip archive is on another file system than the operating system's. */
class OutputClaimTest {
    @TempDir
    private Path scratch;

    private FileSystem other = FileSystems.getDefault();
    private Path output = Path.of("");

    @BeforeEach
    void open() throws IOException {
        other = FileSystems.newFileSystem(scratch.resolve("other.zip"), Map.of("create", "true"));
        output = other.getPath("/outputs/one");
    }

    @AfterEach
    void leave() throws IOException {
        other.close();
    }

    private OutputClaim take(Path books, boolean unfinished) throws IOException {
        return OutputClaim.take(output, books, "ingest", () -> unfinished);
    }

    @Test
    void staysWithTheBooksOfARunThatIsNotAtItsEnd() throws IOException {
        Path books = scratch.resolve("books");
        Path others = scratch.resolve("others");
        take(books, true).close();
        assertThat(output.resolve(OutputClaim.FILE)).exists();
        assertThatThrownBy(() -> take(others, false))
                .isInstanceOf(ClaimedException.class)
                .hasMessageStartingWith("claim failed: /outputs/one: " + books + " on ")
                .hasMessageEndingWith(
                        "(diptych ingest) has a run there that is not at its end, expected none; let that go"
                                + " on, or delete /outputs/one/diptych.claim if it never will");
        assertThat(others).doesNotExist();
        take(books, false).close();
        assertThat(output).doesNotExist();
        assertThat(books).doesNotExist();
        take(others, false).close();
    }

    @Test
    void isHadByOneCommandAtATime() throws IOException {
        Path books = scratch.resolve("books");
        try (OutputClaim claim = take(books, false)) {
            assertThatThrownBy(() -> take(books, false)).isInstanceOf(LockedException.class);
            assertThatThrownBy(() -> take(scratch.resolve("others"), false)).isInstanceOf(ClaimedException.class);
            Files.writeString(output.resolve("made"), "x");
        }
        assertThat(output.resolve("made")).exists();
        assertThat(output.resolve(OutputClaim.FILE)).doesNotExist();
    }

    @Test
    void refusesAnOutputOfARunThatHasJustBegun() throws IOException {
        Files.createDirectories(output);
        Files.createFile(output.resolve(OutputClaim.FILE));
        assertThatThrownBy(() -> take(scratch.resolve("books"), false))
                .isInstanceOf(ClaimedException.class)
                .hasMessageContaining(": another, which has just begun, has a run there");
    }

    @Test
    void isTheLockOfALocalFolder() throws IOException {
        Path folder = scratch.resolve("local");
        assertThat(Locations.books(folder, scratch.resolve("books"))).isEqualTo(folder);
        try (OutputClaim claim = OutputClaim.take(folder, folder, "embed", () -> true)) {
            assertThatThrownBy(() -> FolderLock.take(folder, "train")).isInstanceOf(LockedException.class);
            assertThat(folder.resolve(OutputClaim.FILE)).doesNotExist();
        }
        assertThat(folder).doesNotExist();
    }

    @Test
    void givesEachOutputBooksOfItsOwn() {
        Path books = scratch.resolve("books");
        assertThat(Locations.books(output, books).getParent()).isEqualTo(books);
        assertThat(Locations.books(output, books))
                .isEqualTo(Locations.books(output.resolve("../one"), books))
                .isNotEqualTo(Locations.books(other.getPath("/outputs/two"), books));
    }

    @Test
    void refusesAUrlThatNothingReads() {
        assertThatThrownBy(() -> Locations.path("hdfs://host/a"))
                .isInstanceOf(LocationException.class)
                .hasMessage(
                        "open failed: hdfs://host/a: a URL, expected a path; ingest, embed and score take what Hadoop"
                                + " reads with --spark MASTER");
    }
}
