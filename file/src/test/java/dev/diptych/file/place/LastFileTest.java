package dev.diptych.file.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastFileTest {
    @TempDir
    private Path folder;

    private String file(String name) throws IOException {
        return Files.writeString(folder.resolve(name), name).toString();
    }

    @Test
    void keepsOneFileOpen() throws IOException {
        String one = file("one");
        String other = file("other");
        try (LastFile files = new LastFile()) {
            FileChannel first = files.open(one);
            assertThat(files.open(one)).isSameAs(first);
            FileChannel second = files.open(other);
            assertThat(first.isOpen()).isFalse();
            assertThat(second.size()).isEqualTo(5);
            assertThatThrownBy(() -> files.open(folder.resolve("none").toString()))
                    .isInstanceOf(NoSuchFileException.class);
            assertThat(second.isOpen()).isFalse();
            assertThat(files.open(other).size()).isEqualTo(5);
        }
    }

    @Test
    void opensAFileAgainThatSomethingElseHasClosed() throws IOException {
        String one = file("one");
        FileChannel last;
        try (LastFile files = new LastFile()) {
            files.open(one).close(); // as an interrupt does
            last = files.open(one);
            assertThat(last.isOpen()).isTrue();
        }
        assertThat(last.isOpen()).isFalse();
    }
}
