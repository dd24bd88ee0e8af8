package dev.diptych.cli.session;

import dev.diptych.config.ConfigException;
import dev.diptych.file.Trouble;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;

/**
 * What a command says and returns when it does not get to its end. This is the one place that knows which exception means
 * what.
 *
 * @param exitCode one of {@link ExitCode}
 * @param lines one for each problem, {@code <what failed>: <where>: <actual>, expected <rule>[; hint]}
 */
public record Failure(int exitCode, List<String> lines) {
    private static final String OWN_PACKAGES = "dev.diptych.";

    public Failure {
        lines = lines.stream()
                .map(line -> line.strip().replaceAll("\\s*\\R\\s*", " "))
                .toList();
    }

    /** Explains what was thrown. */
    public static Failure of(Throwable thrown) {
        if (thrown instanceof ConfigException e) {
            List<String> lines = e.problems().stream()
                    .map(problem -> "bad configuration: " + problem)
                    .toList();
            return new Failure(ExitCode.USAGE, lines);
        }
        if (thrown instanceof UsageException || isPlain(thrown, IllegalArgumentException.class)) {
            return new Failure(ExitCode.USAGE, List.of("bad usage: " + thrown.getMessage()));
        }
        if (thrown instanceof InvalidPathException e) {
            return new Failure(
                    ExitCode.USAGE, List.of("bad usage: '" + e.getInput() + "': no path (" + e.getReason() + ")"));
        }
        if (thrown instanceof InterruptedException) {
            return new Failure(ExitCode.INTERRUPTED, List.of("interrupted"));
        }
        return new Failure(ExitCode.FAILED, List.of(line(thrown)));
    }

    private static String line(Throwable thrown) {
        if (thrown instanceof UncheckedIOException e && e.getCause() != null) {
            return line(e.getCause());
        }
        if (thrown instanceof OutOfMemoryError) {
            return "out of memory: Java's heap: " + (Runtime.getRuntime().maxMemory() >> 20)
                    + " MiB do not do, expected more; raise it with JAVA_OPTS=-Xmx8g, or ask for less at a time"
                    + (thrown.getMessage() == null ? "" : " (" + thrown.getMessage() + ")");
        }
        if (thrown instanceof LinkageError) {
            return "engine failed: " + System.getProperty("os.name") + " " + System.getProperty("os.arch") + ": "
                    + named(thrown) + ", expected native libraries that load; run again with --stacktrace for more";
        }
        String message = thrown.getMessage();
        if (message != null && thrown.getClass().getName().startsWith(OWN_PACKAGES)) {
            return message;
        }
        if (message != null && isPlain(thrown, IllegalStateException.class)) {
            return message + "; run again with --stacktrace for more";
        }
        if (thrown instanceof FileSystemException e) {
            return "file failed: " + e.getFile() + ": " + reason(e);
        }
        if (thrown instanceof IOException e) {
            return "input or output failed: " + Trouble.said(e) + "; run again with --stacktrace for more";
        }
        return "unexpected failure: " + named(thrown) + "; run again with --stacktrace, and report what it prints";
    }

    private static String reason(FileSystemException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or folder, expected one";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied, expected a file that this user may use";
        }
        if (e instanceof NotDirectoryException) {
            return "a file, expected a folder";
        }
        if (e instanceof DirectoryNotEmptyException) {
            return "a folder with files, expected an empty one";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "there already, expected no such file";
        }
        return e.getReason() == null ? "refused by the system" : e.getReason();
    }

    /** An exception of exactly this type says itself what is wrong; its subtypes speak of code, not of input. */
    private static boolean isPlain(Throwable thrown, Class<? extends Throwable> type) {
        return thrown.getClass() == type && thrown.getMessage() != null;
    }

    private static String named(Throwable thrown) {
        String name = thrown.getClass().getSimpleName();
        return thrown.getMessage() == null ? name : name + ": " + thrown.getMessage();
    }
}
