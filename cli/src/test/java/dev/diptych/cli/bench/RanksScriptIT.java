package dev.diptych.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.Main;
import dev.diptych.cli.model.RankedTraining;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench/ranks.sh} on one rank and on two, with a small model; skipped where Open MPI is not installed (Debian: openmpi-bin). */
class RanksScriptIT {
    private static final List<String> SMALL =
            List.of("--image", "32", "--width", "64", "--layers", "1", "--vocab", "64", "--steps", "1");
    private static final String NUMBER = "[0-9]+(\\.[0-9]+)?";

    @TempDir
    private Path folder;

    @Test
    void timesStepsOnRanksFitsTheLinkAndReckons() throws IOException, InterruptedException {
        RankedTraining.requireStarter();
        List<String> command = new ArrayList<>(List.of("bash", "../bench/ranks.sh", "1"));
        command.addAll(SMALL);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(Map.of("DIPTYCH", diptych().toString(), "RANKS", "1 2", "PAIRS", "8"));
        Process script = builder.start();
        script.getOutputStream().close();
        String said = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(script.waitFor()).as(said).isZero();
        List<String> lines = said.lines().toList();
        assertThat(lines).as(said).hasSize(6);
        assertThat(lines.get(0)).matches("1 ranks: step N ms, N pairs/s".replace("N", NUMBER));
        assertThat(lines.get(1))
                .matches(("2 ranks: step N ms, N pairs/s; alone, a gather N ms, its gradients by shares N ms,"
                                + " a sum of N bytes N ms")
                        .replace("N", NUMBER));
        assertThat(lines.get(2)).matches("between hosts N GB/s, 0 us a message".replace("N", NUMBER));
        assertThat(lines.get(4)).matches(" +1 +8 .* 100\\.0%");
        assertThat(lines.get(5)).matches(" +2 +16 .*%");
    }

    /** The command with this process' class path, in the launcher's place, which would build what is stale. */
    private Path diptych() throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path file = Files.writeString(
                folder.resolve("diptych"),
                "#!/bin/sh\nexec '%s' -XX:+UseSerialGC -cp '%s' %s \"$@\"\n"
                        .formatted(java, System.getProperty("java.class.path"), Main.class.getName()));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
