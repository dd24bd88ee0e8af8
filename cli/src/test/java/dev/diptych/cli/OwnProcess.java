package dev.diptych.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A class in a process of its own, for what ends a process or is fixed for its life. */
public final class OwnProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader lines;

    /** Starts {@code main} with this process's class path; its two outputs come as one. */
    public OwnProcess(Map<String, String> environment, Class<?> main, String... arguments) throws IOException {
        this(Path.of("").toAbsolutePath(), environment, main, arguments);
    }

    /** @param folder that it works in */
    OwnProcess(Path folder, Map<String, String> environment, Class<?> main, String... arguments) throws IOException {
        this(List.of(), folder, environment, main, arguments);
    }

    /** Several processes, which {@code starter} starts. */
    public OwnProcess(List<String> starter, Class<?> main, String... arguments) throws IOException {
        this(starter, Path.of("").toAbsolutePath(), Map.of(), main, arguments);
    }

    private OwnProcess(
            List<String> starter, Path folder, Map<String, String> environment, Class<?> main, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(starter);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        this.process = builder.start();
        this.lines = process.inputReader();
    }

    /** Whether it has not ended. */
    public boolean running() {
        return process.isAlive();
    }

    /** The processes that it has started, and those that they have. */
    public Stream<ProcessHandle> descendants() {
        return process.descendants();
    }

    /** Returns the next line that it prints. */
    public String line() throws IOException {
        String line = lines.readLine();
        return line == null ? "" : line;
    }

    /** Returns all that it prints until its end. */
    public String rest() {
        return lines.lines().collect(Collectors.joining("\n", "", "\n"));
    }

    /** Sends a signal by its name. */
    public void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** Waits for its end and returns what it ended with. */
    public int code() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the process goes on, expected its end");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
