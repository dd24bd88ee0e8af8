package dev.diptych.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A driver as a process of its own, whose executors are processes too. */
public final class SparkProcess {
    private static final Path CLASS_PATH = Path.of("target/spark.classpath");
    private static final String LOG = "driver.log";

    private final Path home;
    private final Path scratch;

    private SparkProcess(Path home, Path scratch) {
        this.home = home;
        this.scratch = scratch;
    }

    /**
     * Makes the folder that workers take Spark's jars from; ends the test where the build has not left where those are.
     *
     * @param scratch for what drivers say, and what executors put down for a while
     */
    public static SparkProcess at(Path scratch) throws IOException {
        assumeTrue(Files.isRegularFile(CLASS_PATH), "no target/spark.classpath, which the module's build leaves");
        Path home = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "spark-home-");
        Path jars = Files.createDirectory(home.resolve("jars"));
        for (String jar : Files.readString(CLASS_PATH).strip().split(File.pathSeparator)) {
            Path file = Path.of(jar);
            Files.createSymbolicLink(jars.resolve(file.getFileName()), file);
        }
        return new SparkProcess(home, Files.createDirectories(scratch));
    }

    /**
     * Starts a driver with so many executors of one core each.
     *
     * @param main whose last argument is the master
     * @param options of Java
     */
    public Process start(Class<?> main, int executors, List<String> options, Path... arguments) throws IOException {
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-Dspark.executor.memory=512m"));
        command.addAll(options);
        command.addAll(List.of("-cp", classes, main.getName()));
        for (Path argument : arguments) {
            command.add(argument.toString());
        }
        command.add("local-cluster[" + executors + ",1,512]");
        ProcessBuilder process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(scratch.resolve(LOG).toFile()));
        process.environment().put("SPARK_HOME", home.toString());
        process.environment().put("SPARK_SCALA_VERSION", "2.13");
        process.environment().put("SPARK_LOCAL_DIRS", scratch.toString());
        return process.start();
    }

    /** Returns the executors, Java's only processes below a driver, once there is a file; none if the driver has come to its end. */
    public static List<ProcessHandle> executors(Process driver, Path file) throws InterruptedException {
        List<ProcessHandle> executors = List.of();
        while (driver.isAlive() && (executors.isEmpty() || !Files.exists(file))) {
            Thread.sleep(20);
            executors = driver.descendants()
                    .filter(process -> process.info().command().orElse("").endsWith("java"))
                    .toList();
        }
        return executors;
    }

    /** Waits for the end, which must be a good one. */
    public void requireEnd(Process driver) throws InterruptedException, IOException {
        assertThat(driver.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(driver.exitValue())
                .as(Files.readString(scratch.resolve(LOG)))
                .isZero();
    }
}
