package dev.diptych.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.config.ConfigException;
import dev.diptych.config.ConfigFile;
import dev.diptych.ingest.IngestException;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailureTest {
    record Case(Throwable thrown, int code, String line) {}

    @Test
    void mapsEachKindOfExceptionToOneLineAndACode() {
        List<Case> cases = List.of(
                new Case(new UsageException("--x: 1, expected 2"), 2, "bad usage: --x: 1, expected 2"),
                new Case(new IllegalArgumentException("batch: 0, expected 1"), 2, "bad usage: batch: 0, expected 1"),
                new Case(
                        new IngestException(IngestException.Reason.EMPTY, "a.zip", "no files, expected some"),
                        1,
                        "read failed: a.zip: no files, expected some"),
                new Case(
                        new NoSuchFileException("a.txt"),
                        1,
                        "file failed: a.txt: no such file or folder, expected one"),
                new Case(
                        new UncheckedIOException(new AccessDeniedException("a.txt")),
                        1,
                        "file failed: a.txt: permission denied, expected a file that this user may use"),
                new Case(
                        new FileSystemException("a.tar", null, "No space left on device"),
                        1,
                        "file failed: a.tar: No space left on device"),
                new Case(
                        new EOFException(),
                        1,
                        "input or output failed: cut short; run again with --stacktrace for more"),
                new Case(
                        new IllegalStateException("train: loss NaN, expected a number"),
                        1,
                        "train: loss NaN, expected a number; run again with --stacktrace for more"),
                new Case(
                        new ArithmeticException("over\n  two lines"),
                        1,
                        "unexpected failure: ArithmeticException: over two lines; run again with --stacktrace,"
                                + " and report what it prints"),
                new Case(
                        new NumberFormatException("x"),
                        1,
                        "unexpected failure: NumberFormatException: x; run again with --stacktrace,"
                                + " and report what it prints"),
                new Case(new InterruptedException(), 130, "interrupted"));
        for (Case each : cases) {
            Failure failure = Failure.of(each.thrown());
            assertThat(failure.lines()).containsExactly(each.line());
            assertThat(failure.exitCode()).as(each.line()).isEqualTo(each.code());
        }
    }

    @Test
    void givesEveryProblemOfAConfigurationALine() {
        ConfigFile file = ConfigFile.parse("a.yaml", "x: 1\ny: 2\n");
        Failure failure;
        try {
            file.check();
            throw new AssertionError("expected a ConfigException");
        } catch (ConfigException e) {
            failure = Failure.of(e);
        }
        assertThat(failure.exitCode()).isEqualTo(2);
        assertThat(failure.lines()).hasSize(2).allMatch(line -> line.startsWith("bad configuration: a.yaml:"));
    }

    @Test
    void namesThePathThatIsNone() {
        Failure failure;
        try {
            failure = Failure.of(new IOException(Path.of("a\0b").toString()));
        } catch (IllegalArgumentException e) {
            failure = Failure.of(e);
        }
        assertThat(failure.exitCode()).isEqualTo(2);
        assertThat(failure.lines().get(0)).startsWith("bad usage: 'a").contains("no path");
    }

    @Test
    void saysHowToGetMoreMemory() {
        Failure failure = Failure.of(new OutOfMemoryError("Java heap space"));
        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(failure.lines()).hasSize(1);
        assertThat(failure.lines().get(0)).startsWith("out of memory: ").contains("JAVA_OPTS=-Xmx");
    }
}
