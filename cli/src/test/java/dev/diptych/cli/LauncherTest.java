package dev.diptych.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs a copy of the launcher in a tree of its own, with a {@code java} and a {@code mvn} that are shell scripts. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    private static final Path LAUNCHER = Path.of("../diptych");

    /** As java does: tells its version, its home, or what it was started with. */
    private static final String JAVA = """
            case "$*" in
                -version) echo 'openjdk version "17.0.1" 2021-10-19' >&2 ;;
                -XshowSettings*) echo "    java.home = $JAVA_HOME" >&2 ;;
                *) echo "threads $OMP_NUM_THREADS"; for a in "$@"; do echo "$a"; done ;;
            esac
            """;

    private static final String MVN = """
            echo "$@" >> "$JAVA_HOME/calls"
            sleep 0.3
            mkdir -p cli/target/lib
            """;

    @TempDir
    Path folder;

    private Path root;
    private Path jdk;

    private record Run(int code, List<String> out, List<String> err) {}

    @BeforeEach
    void makeTree() throws IOException {
        Path real = folder.toRealPath();
        jdk = real.resolve("jdk");
        root = real.resolve("a clone");
        script(jdk.resolve("bin/java"), JAVA);
        script(jdk.resolve("bin/javac"), "");
        script(jdk.resolve("bin/mvn"), MVN);
        Files.createDirectories(root.resolve("cli/src/main"));
        Files.writeString(root.resolve("pom.xml"), "<project/>");
        Files.writeString(root.resolve("cli/src/main/A.java"), "class A {}");
        Files.copy(LAUNCHER, root.resolve("diptych"));
        long before = Instant.now().toEpochMilli() - 60_000;
        for (String source : List.of("pom.xml", "cli/src/main/A.java", "cli/src/main")) {
            Files.setLastModifiedTime(root.resolve(source), FileTime.fromMillis(before));
        }
    }

    @Test
    void buildsOnceThenRuns() throws Exception {
        Run first = run(Map.of(), "ingest", "a b", "--help");
        assertThat(first.err()).containsExactly("building diptych (first run takes a few minutes) ...");
        assertThat(first.out())
                .contains("-Ddiptych.home=" + root, "-Ddiptych.terminal=false", "-cp", root + "/cli/target/lib/*")
                .endsWith("dev.diptych.cli.Main", "ingest", "a b", "--help");
        assertThat(first.code()).isZero();
        assertThat(run(Map.of()).err()).isEmpty();
        assertThat(builds()).hasSize(1).first().asString().endsWith(" package").doesNotContain("install");
    }

    @Test
    void buildsAgainAfterAnEdit() throws Exception {
        run(Map.of());
        Files.setLastModifiedTime(
                root.resolve("cli/src/main/A.java"), FileTime.from(Instant.now().plusSeconds(5)));
        run(Map.of());
        assertThat(builds()).hasSize(2);
    }

    @Test
    void buildsOnceForTwoAtATime() throws Exception {
        Process one = start(Map.of());
        Process two = start(Map.of());
        assertThat(result(one).code()).isZero();
        assertThat(result(two).code()).isZero();
        assertThat(builds()).hasSize(1);
        assertThat(root.resolve("target/launcher.lock")).doesNotExist();
    }

    @Test
    void removesTheLockOfADeadProcess() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Path lock = Files.createDirectories(root.resolve("target/launcher.lock"));
        Files.writeString(lock.resolve("pid"), dead.pid() + "\n");
        assertThat(run(Map.of()).code()).isZero();
        assertThat(builds()).hasSize(1);
    }

    @Test
    void runsThroughALinkFromAnyFolder() throws Exception {
        Path link = Files.createSymbolicLink(jdk.resolve("bin/diptych"), Path.of("../../a clone/diptych"));
        Process process = processBuilder(Map.of(), List.of("bash", link.toString()))
                .directory(jdk.toFile())
                .start();
        assertThat(result(process).out()).contains("-Ddiptych.home=" + root);
    }

    @Test
    void leavesTheNumberOfThreadsToTheCommand() throws Exception {
        assertThat(run(Map.of("OMP_NUM_THREADS", "5"), "train", "--threads", "3")
                        .out())
                .contains("threads 5");
        assertThat(run(Map.of(), "train").out()).contains("threads ");
    }

    @Test
    void hasTheBenchmarksLibraryForBenchAlone() throws Exception {
        String libraries = root + "/cli/target/lib/*";
        assertThat(run(Map.of(), "bench", "ops").out()).contains(libraries + ":" + root + "/cli/target/lib/bench/*");
        assertThat(run(Map.of(), "train").out()).contains(libraries);
    }

    @Test
    void buildsAndFindsSparkForItsOptionAlone() throws Exception {
        assertThat(run(Map.of(), "ingest").out()).contains(root + "/cli/target/lib/*");
        Path spark = Files.createDirectories(root.resolve("spark/target"));
        Path jar = Files.writeString(folder.toRealPath().resolve("spark-core.jar"), "a jar");
        Files.writeString(spark.resolve("spark.classpath"), jar + ":" + root.resolve("gone.jar"));
        Run first = run(Map.of(), "ingest", "--spark", "local[2]");
        assertThat(first.out())
                .contains(root + "/cli/target/lib/*:" + spark + "/*:" + spark + "/home/jars/*")
                .contains("-Dslf4j.provider=org.slf4j.nop.NOPServiceProvider");
        assertThat(spark.resolve("home/jars/spark-core.jar")).hasContent("a jar");
        assertThat(run(Map.of("SPARK_HOME", "/opt/spark"), "ingest", "--spark=yarn")
                        .out())
                .contains(root + "/cli/target/lib/*:" + spark + "/*:/opt/spark/jars/*");
        assertThat(run(Map.of("HADOOP_CONF_DIR", "/etc/hadoop"), "ingest", "--spark=yarn")
                        .out())
                .contains(root + "/cli/target/lib/*:" + spark + "/*:" + spark + "/home/jars/*:/etc/hadoop");
        assertThat(builds()).hasSize(2);
        assertThat(builds().get(0)).contains("-pl cli -am");
        assertThat(builds().get(1)).contains("-pl cli,spark -am");
        run(Map.of(), "ingest");
        assertThat(builds()).hasSize(2);
    }

    @Test
    void handsOnJavaOptions() throws Exception {
        assertThat(run(Map.of("JAVA_OPTS", "-Xmx1g -Da=b"), "x").out()).contains("-Xmx1g", "-Da=b");
    }

    @Test
    void leavesTheCollectorToTheCaller() throws Exception {
        assertThat(run(Map.of("JAVA_OPTS", "-XX:+UseGCOverheadLimit"), "x").out())
                .contains("-XX:+UseParallelGC");
        for (String variable : List.of("JAVA_OPTS", "JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS")) {
            assertThat(run(Map.of(variable, "-Xmx1g -XX:+UseZGC"), "x").out()).doesNotContain("-XX:+UseParallelGC");
        }
        assertThat(run(Map.of("JAVA_OPTS", "-XX:+UseG1GC -Da=b"), "x").out())
                .contains("-XX:+UseG1GC")
                .doesNotContain("-XX:+UseParallelGC");
    }

    @Test
    void saysThatJavaIsMissingOrTooOld() throws Exception {
        script(jdk.resolve("bin/java"), "echo 'openjdk version \"11.0.2\"' >&2");
        Run old = run(Map.of());
        assertThat(old.err()).hasSize(1).first().asString().startsWith("diptych: java too old: ");
        assertThat(old.code()).isEqualTo(1);
        Files.delete(jdk.resolve("bin/java"));
        Run none = run(Map.of());
        assertThat(none.err()).hasSize(1).first().asString().startsWith("diptych: no java: ");
        assertThat(none.code()).isEqualTo(1);
    }

    @Test
    void saysWhatIsMissingToBuild() throws Exception {
        Files.delete(jdk.resolve("bin/javac"));
        assertThat(run(Map.of()).err()).hasSize(1).first().asString().startsWith("diptych: no javac: " + jdk);
        Files.delete(jdk.resolve("bin/mvn"));
        Run noMaven = run(Map.of("PATH", coreTools().toString()));
        assertThat(noMaven.err()).hasSize(1).first().asString().startsWith("diptych: no mvn: ");
        assertThat(noMaven.code()).isEqualTo(1);
        assertThat(root.resolve("target/launcher.lock")).doesNotExist();
    }

    @Test
    void saysThatTheBuildFailedAndBuildsAgain() throws Exception {
        script(jdk.resolve("bin/mvn"), "echo '[ERROR] no'; exit 1");
        Run failed = run(Map.of());
        assertThat(failed.err())
                .containsExactly(
                        "building diptych (first run takes a few minutes) ...",
                        "[ERROR] no",
                        "diptych: build failed: see Maven's lines above");
        assertThat(failed.out()).isEmpty();
        assertThat(failed.code()).isEqualTo(1);
        script(jdk.resolve("bin/mvn"), MVN);
        assertThat(run(Map.of()).code()).isZero();
    }

    private Run run(Map<String, String> environment, String... arguments) throws Exception {
        return result(start(environment, arguments));
    }

    private Process start(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("bash", root.resolve("diptych").toString()));
        command.addAll(List.of(arguments));
        return processBuilder(environment, command).start();
    }

    private ProcessBuilder processBuilder(Map<String, String> environment, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        String path = builder.environment().getOrDefault("PATH", "/usr/bin:/bin");
        builder.environment()
                .keySet()
                .removeAll(List.of("OMP_NUM_THREADS", "JAVA_OPTS", "JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"));
        builder.environment().put("PATH", jdk.resolve("bin") + ":" + path);
        builder.environment().put("JAVA_HOME", jdk.toString());
        builder.environment().putAll(environment);
        return builder;
    }

    private static Run result(Process process) throws Exception {
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), out.lines().toList(), err.lines().toList());
    }

    private List<String> builds() throws IOException {
        return Files.readAllLines(jdk.resolve("calls"));
    }

    /** A folder with what the launcher needs of the system, and no Maven. */
    private Path coreTools() throws IOException {
        Path bin = Files.createDirectories(folder.resolve("core"));
        for (String tool :
                List.of("bash", "dirname", "find", "head", "mkdir", "readlink", "rm", "sed", "sleep", "cat")) {
            for (String place : List.of("/usr/bin", "/bin")) {
                Path original = Path.of(place, tool);
                if (Files.exists(original)) {
                    script(bin.resolve(tool), "exec " + original + " \"$@\"\n");
                }
            }
        }
        return bin;
    }

    private static void script(Path file, String body) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/bash\n" + body);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
