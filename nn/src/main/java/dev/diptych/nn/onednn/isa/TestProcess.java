package dev.diptych.nn.onednn.isa;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A self-test in a process of its own: oneDNN keeps to the instruction set that it first computed with, and what an
 * unfit one does may be a crash.
 */
final class TestProcess {
    private static final int LIMIT_SECONDS = 120;
    private static final int FAILED = 1; // an exception
    private static final int KILLED = 137; // for memory, say
    private static final int TERMINATED = 143;

    private final Class<?> main;
    private final List<String> arguments;

    /**
     * @param main whose main method takes the file to write its {@link Report} to, then {@code arguments}
     */
    TestProcess(Class<?> main, String... arguments) {
        this.main = main;
        this.arguments = List.of(arguments);
    }

    /**
     * Tests one instruction set.
     *
     * @param limit the largest that oneDNN may take; null for what it takes by itself
     * @return null if no process could be started, or none that gets to its test
     */
    @Nullable
    Report run(@Nullable InstructionSet limit) {
        try {
            Path file = Files.createTempFile("diptych-selftest", ".txt");
            try {
                String ending = end(start(file, limit));
                return Report.read(Files.readString(file), ending);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException | IllegalArgumentException e) {
            return null; // the caller tests in its own process
        }
    }

    private Process start(Path file, @Nullable InstructionSet limit) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(file));
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD);
        Map<String, String> environment = builder.environment();
        // Those let oneDNN round float32 for speed, as the user wishes: it would look like a fault.
        environment.remove("ONEDNN_DEFAULT_FPMATH_MODE");
        environment.remove("DNNL_DEFAULT_FPMATH_MODE");
        environment.putIfAbsent("OMP_WAIT_POLICY", "passive"); // threads that spin slow it down where others compute
        if (limit != null) {
            environment.put("ONEDNN_MAX_CPU_ISA", limit.name());
        }
        return builder.start();
    }

    private List<String> command(Path file) {
        boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", windows ? "java.exe" : "java")
                .toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
        command.addAll(List.of("-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=" + (windows ? "NUL" : "/dev/null")));
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("org.bytedeco.") || name.equals("java.library.path"))
                .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName(), file.toString()));
        command.addAll(arguments);
        return command;
    }

    /** Waits for the end and says what it was; one that tells nothing of the processor is an exception. */
    private static String end(Process process) throws IOException {
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("no end in " + LIMIT_SECONDS + " s");
            }
            int code = process.exitValue();
            if (code == FAILED || code == KILLED || code == TERMINATED) {
                throw new IOException("ended with code " + code);
            }
            return "crashed with code " + code;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        } finally {
            process.destroyForcibly();
        }
    }
}
