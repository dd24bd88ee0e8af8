package dev.diptych.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WholeFileTest {
    @TempDir
    private Path folder;

    @Test
    void replacesWhatStoodThereAndLeavesNothingBeside() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "old");
        WholeFile.write(file, bytes("new"));
        assertThat(file).hasContent("new");
        assertThat(names()).containsExactly("a.txt");
    }

    @Test
    void aWriterThatFailsLeavesTheOldFileAndNothingBeside() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "old");
        assertThatThrownBy(() -> WholeFile.write(file, out -> {
                    out.write(bytes("half"));
                    throw new IOException("disk full");
                }))
                .hasMessage(file + ": disk full");
        assertThat(file).hasContent("old");
        assertThat(names()).containsExactly("a.txt");
    }

    @Test
    void whatWasNotCommittedIsDeleted() throws IOException {
        try (WholeFile file = WholeFile.begin(folder.resolve("a.txt"))) {
            Files.writeString(file.partial(), "half");
        }
        assertThat(names()).isEmpty();
    }

    @Test
    void beginsAfreshWhereAKilledWriterLeftAPart() throws IOException {
        Files.writeString(folder.resolve("a.txt" + WholeFile.SUFFIX), "a long part of something else");
        WholeFile.write(folder.resolve("a.txt"), bytes("new"));
        assertThat(folder.resolve("a.txt")).hasContent("new");
        assertThat(names()).containsExactly("a.txt");
    }

    @Test
    void makesTheFolderThatIsMissing() throws IOException {
        Path file = folder.resolve("some/where/a.txt");
        WholeFile.write(file, bytes("new"));
        assertThat(file).hasContent("new");
    }

    @Test
    void writesIntoAFolderThatALinkLeadsTo() throws IOException {
        Path there = Files.createDirectory(folder.resolve("there"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), there);
        WholeFile.write(link.resolve("a.txt"), bytes("new"));
        assertThat(there.resolve("a.txt")).hasContent("new");
    }

    @Test
    void replacesLinksAtEitherNameAndWritesThroughNone() throws IOException {
        Path outside = Files.writeString(
                Files.createDirectory(folder.resolve("outside")).resolve("b.txt"), "theirs");
        Path inside = Files.createDirectory(folder.resolve("inside"));
        Path file = Files.createSymbolicLink(inside.resolve("a.txt"), outside);
        Files.createSymbolicLink(inside.resolve("a.txt" + WholeFile.SUFFIX), outside);
        WholeFile.write(file, bytes("new"));
        assertThat(outside).hasContent("theirs");
        assertThat(file).isRegularFile().hasContent("new");
        assertThat(Files.isSymbolicLink(file)).isFalse();
    }

    @Test
    void writersOfASharedFileHaveDifferentPartsAndTheLastStays() throws IOException {
        Path file = folder.resolve("a.idx");
        try (WholeFile mine = WholeFile.beginShared(file)) {
            Files.writeString(mine.partial(), "mine");
            Path other = folder.resolve("a.idx.1-1" + WholeFile.SUFFIX);
            Files.writeString(other, "of another process");
            mine.commit();
            assertThat(other).exists();
        }
        assertThat(file).hasContent("mine");
    }

    @Test
    void movesAFileOverAnother() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "old");
        WholeFile.move(Files.writeString(folder.resolve("b.txt"), "new"), file);
        assertThat(file).hasContent("new");
        assertThat(names()).containsExactly("a.txt");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
