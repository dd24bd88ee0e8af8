package dev.diptych.nn.onednn;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Java process with this one's class path: oneDNN takes one instruction set for the life of a process. */
final class Fork {
    private final Process process;

    /** @param limit for {@code ONEDNN_MAX_CPU_ISA}; null for none */
    Fork(@Nullable String limit, List<String> options, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of("-Xmx1g", "-XX:+UseSerialGC"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("ONEDNN_MAX_CPU_ISA");
        if (limit != null) {
            builder.environment().put("ONEDNN_MAX_CPU_ISA", limit);
        }
        process = builder.start();
    }

    /** Waits for its end. */
    Outcome outcome() throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output);
    }

    record Outcome(int code, String output) {}
}
