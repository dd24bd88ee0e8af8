package dev.diptych.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OwnFolderTest {
    @TempDir
    private Path parent;

    @Test
    void isMadeOnceAndThenThere() throws IOException {
        Path folder = parent.resolve("a");
        assertThat(OwnFolder.exists(folder)).isFalse();
        assertThat(OwnFolder.create(folder)).isDirectory();
        assertThat(OwnFolder.create(folder)).isDirectory();
        assertThat(OwnFolder.exists(folder)).isTrue();
    }

    @Test
    void refusesALinkAndAFileInItsPlace() throws IOException {
        Path link = Files.createSymbolicLink(parent.resolve("link"), Files.createDirectory(parent.resolve("b")));
        Path dangling = Files.createSymbolicLink(parent.resolve("dangling"), parent.resolve("none"));
        Path file = Files.writeString(parent.resolve("file"), "");
        for (Path each : new Path[] {link, dangling}) {
            assertThatThrownBy(() -> OwnFolder.create(each))
                    .isInstanceOf(LinkException.class)
                    .hasMessage("write failed: " + each
                            + ": a link, expected a folder; links inside an output folder are not followed");
        }
        assertThatThrownBy(() -> OwnFolder.exists(file)).hasMessageContaining(": a file, expected a folder");
    }
}
