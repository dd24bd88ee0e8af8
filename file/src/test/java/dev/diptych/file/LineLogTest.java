package dev.diptych.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineLogTest {
    private static final byte[] CUT_IN_A_LETTER = {'a', '\n', 'b', (byte) 0xC3};
    private static final byte[] NO_TEXT = {'a', '\n', (byte) 0xC3, '\n'};

    @TempDir
    private Path folder;

    @Test
    void goesOnAfterALastLineThatWasCutInTheMiddleOfALetter() throws IOException {
        Path file = Files.write(folder.resolve("log"), CUT_IN_A_LETTER);
        assertThat(LineLog.lines(file)).containsExactly("a");
        try (LineLog log = LineLog.open(file, line -> true)) {
            log.append("größe");
        }
        assertThat(LineLog.lines(file)).containsExactly("a", "größe");
    }

    @Test
    void rejectsWholeLinesThatAreNoText() throws IOException {
        Path file = Files.write(folder.resolve("log"), NO_TEXT);
        assertThatThrownBy(() -> LineLog.lines(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": bytes that are no UTF-8, expected lines of text");
    }

    @Test
    void namesTheFileThatCannotBeWritten() throws IOException {
        Path file = folder.resolve("log");
        try (LineLog log = LineLog.open(file, line -> true)) {
            Files.createDirectory(file);
            assertThatThrownBy(() -> log.append("a"))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(file.toString());
        }
    }
}
