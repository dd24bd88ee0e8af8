package dev.diptych.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FolderLockTest {
    private static final String SINCE = ", since \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ\\)";

    @TempDir
    private Path parent;

    @Test
    void namesTheProcessThatHasTheLockAndTakesItOverWhenThatIsKilled() throws IOException, InterruptedException {
        Path folder = parent.resolve("out");
        Process other = LockHolder.start(folder);
        try {
            assertThatThrownBy(() -> FolderLock.take(folder, "train"))
                    .isInstanceOf(LockedException.class)
                    .message()
                    .matches(
                            "\\Qlock failed: " + folder + ": process " + other.pid() + " (diptych embed\\E" + SINCE
                                    + " writes it, expected one command at a time; wait for that one, or choose another folder");
        } finally {
            other.destroyForcibly().waitFor();
        }
        assertThat(folder.resolve(FolderLock.FILE)).exists();
        try (FolderLock lock = FolderLock.take(folder, "train")) {
            assertThat(Files.readString(folder.resolve(FolderLock.FILE)))
                    .startsWith(ProcessHandle.current().pid() + " (diptych train, since ");
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void isTakenOnceInAProcessTooUnderWhateverName() throws IOException {
        Path link = Files.createSymbolicLink(parent.resolve("link"), Files.createDirectory(parent.resolve("out")));
        try (FolderLock lock = FolderLock.take(parent.resolve("out"), "train")) {
            assertThatThrownBy(() -> FolderLock.take(link, "embed"))
                    .isInstanceOf(LockedException.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid() + " (diptych train, since");
        }
        FolderLock.take(link, "embed").close();
    }

    @Test
    void takesTheFoldersAwayThatItMadeIfNothingIsInThem() throws IOException {
        Path folder = parent.resolve("a/b");
        FolderLock.take(folder, "train").close();
        assertThat(parent).isEmptyDirectory();
        try (FolderLock lock = FolderLock.take(folder, "train")) {
            Files.writeString(folder.resolve("mine.txt"), "");
        }
        assertThat(folder).isDirectoryContaining("glob:**/mine.txt").isDirectoryNotContaining("glob:**.lock");
    }

    @Test
    void writesThroughNoLink() throws IOException {
        Path theirs = Files.writeString(parent.resolve("theirs.txt"), "theirs");
        Path folder = Files.createDirectory(parent.resolve("out"));
        Files.createSymbolicLink(folder.resolve(FolderLock.FILE), theirs);
        assertThatThrownBy(() -> FolderLock.take(folder, "train"))
                .isInstanceOf(LinkException.class)
                .hasMessage("write failed: " + folder.resolve(FolderLock.FILE)
                        + ": a link, expected a file; links inside an output folder are not followed");
        assertThat(theirs).hasContent("theirs");
    }
}
