package dev.diptych.spark.ingest;

import static dev.diptych.ingest.Fixtures.contents;
import static dev.diptych.spark.ingest.Sources.ALL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.ingest.pipeline.Ingest;
import dev.diptych.ingest.pipeline.IngestProgress;
import dev.diptych.spark.SparkProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors are processes, which are killed, stopped for a while, or lose their driver. */
class LostExecutorIT {
    /** How often each kind of process is killed. */
    private static final int KILLS = Integer.getInteger("diptych.spark.kills", 1);

    private static final String OUTPUT =
            "output: {split: 'train=0.8,val=0.2', number_sample_per_shard: 40, dedup: near,"
                    + " encode_format: webp, image_size: 96}\n";

    @TempDir
    private Path scratch;

    private SparkProcess spark;
    private Path config = Path.of("");
    private Map<String, String> undisturbed = Map.of();

    @BeforeEach
    void ingestUndisturbed() throws IOException {
        spark = SparkProcess.at(scratch.resolve("spark"));
        Sources sources = Sources.make(scratch, 300);
        config = sources.file(ALL + OUTPUT);
        Path one = scratch.resolve("one");
        Ingest.run(sources.config(ALL + OUTPUT), one, false, IngestProgress.NONE, 2);
        undisturbed = contents(one);
    }

    private Process start(Path output, int executors, String... options) throws IOException {
        return spark.start(IngestDriver.class, executors, List.of(options), config, output);
    }

    private static List<ProcessHandle> executorsAtWork(Process driver, Path output) throws InterruptedException {
        return SparkProcess.executors(driver, output.resolve("train/00000.tar"));
    }

    @Test
    void losesNothingWithAnExecutor() throws IOException, InterruptedException {
        int kills = 0;
        for (int run = 0; kills < KILLS; run++) {
            Path output = scratch.resolve("executors" + run);
            Process driver = start(output, 2);
            for (int wait = 50; driver.isAlive() && kills < KILLS; wait += 130) {
                List<ProcessHandle> executors = executorsAtWork(driver, output);
                if (!driver.waitFor(wait, TimeUnit.MILLISECONDS) && !executors.isEmpty()) {
                    kills += executors.get(kills % executors.size()).destroyForcibly() ? 1 : 0;
                }
            }
            spark.requireEnd(driver);
            assertThat(contents(output)).isEqualTo(undisturbed);
        }
    }

    @Test
    void goesOnAfterItsDriverWasKilled() throws IOException, InterruptedException {
        int kills = 0;
        for (int run = 0; kills < KILLS; run++) {
            Path output = scratch.resolve("drivers" + run);
            Process driver = start(output, 1);
            for (int wait = 30; driver.isAlive() && kills < KILLS; wait += 170) {
                executorsAtWork(driver, output);
                if (!driver.waitFor(wait, TimeUnit.MILLISECONDS)) {
                    driver.destroyForcibly().waitFor();
                    kills++;
                    driver = start(output, 1);
                }
            }
            spark.requireEnd(driver);
            assertThat(contents(output)).isEqualTo(undisturbed);
        }
    }

    /** It comes back when its work has been given to another, and then is a twin that comes too late. */
    @Test
    void doesWithoutAnExecutorThatHangs() throws IOException, InterruptedException {
        Path output = scratch.resolve("hanging");
        Process driver = start(
                output,
                2,
                "-Dspark.executor.heartbeatInterval=1s",
                "-Dspark.network.timeout=8s",
                "-Dspark.network.timeoutInterval=1s");
        ProcessHandle stopped = executorsAtWork(driver, output).get(0);
        signal("-STOP", stopped);
        driver.waitFor(12, TimeUnit.SECONDS);
        signal("-CONT", stopped);
        spark.requireEnd(driver);
        assertThat(contents(output)).isEqualTo(undisturbed);
    }

    private static void signal(String name, ProcessHandle process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", name, Long.toString(process.pid())).start().waitFor();
    }
}
