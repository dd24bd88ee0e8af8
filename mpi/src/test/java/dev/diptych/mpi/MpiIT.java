package dev.diptych.mpi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Processes that Open MPI and MPICH start; skipped where they are not installed (Debian: openmpi-bin, mpich). */
final class MpiIT {
    private static final int SECONDS = 60;

    private enum Starter {
        OPEN_MPI("mpirun.openmpi", "--allow-run-as-root", "--oversubscribe"),
        MPICH("mpiexec.hydra");

        private final List<String> command;

        Starter(String... command) {
            this.command = List.of(command);
        }
    }

    private record Ended(int code, String output) {}

    @ParameterizedTest
    @EnumSource
    void ranksGatherAndAddUp(Starter starter) throws IOException, InterruptedException {
        Ended ended = run(starter, 3);
        assertThat(ended.output).contains("3 ranks: 0 0 1 10 2 20 true");
        assertThat(ended.code).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void fourRanksDoToo(Starter starter) throws IOException, InterruptedException {
        assertThat(run(starter, 4).output).contains("4 ranks: 0 0 1 10 2 20 3 30 true");
    }

    @ParameterizedTest
    @EnumSource
    void aRankThatGivesUpEndsAll(Starter starter) throws IOException, InterruptedException {
        assertThat(run(starter, 2, "abort").code).isEqualTo(7);
    }

    @ParameterizedTest
    @EnumSource
    void aRankThatDiesEndsAll(Starter starter) throws IOException, InterruptedException {
        assertThat(run(starter, 2, "die").code).isNotZero();
    }

    private static Ended run(Starter starter, int ranks, String... arguments) throws IOException, InterruptedException {
        String program = starter.command.get(0);
        assumeTrue(onPath(program), program + " is not installed");
        List<String> command = new ArrayList<>(starter.command);
        command.addAll(List.of("-n", Integer.toString(ranks)));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Rank.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(ended).as(output).isTrue();
        return new Ended(process.exitValue(), output);
    }

    private static boolean onPath(String program) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }
}
