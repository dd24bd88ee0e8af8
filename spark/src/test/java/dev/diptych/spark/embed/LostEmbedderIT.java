package dev.diptych.spark.embed;

import static dev.diptych.ingest.Fixtures.contents;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.ingest.Fixtures;
import dev.diptych.spark.SparkProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors that embed are processes, which are killed, or lose their driver. */
class LostEmbedderIT {
    private static final int KILLS = Integer.getInteger("diptych.spark.kills", 1);

    @TempDir
    private Path scratch;

    @Test
    void endsWithTheSameVectorsWhateverIsKilled() throws IOException, InterruptedException {
        SparkProcess spark = SparkProcess.at(scratch.resolve("spark"));
        Path model = scratch.resolve("model");
        SmallModel.write(model, 1);
        Map<String, byte[]> pictures = new LinkedHashMap<>();
        for (int i = 0; i < 600; i++) {
            pictures.put(i + ".png", Fixtures.noise(96, i));
            pictures.put(i + ".txt", Fixtures.text("picture " + i));
        }
        Path folder = Fixtures.folder(scratch.resolve("pictures"), pictures);
        Path one = scratch.resolve("one");
        EmbedDriver.main(new String[] {model.toString(), folder.toString(), one.toString(), ""});
        int kills = 0;
        for (int run = 0; kills < 2 * KILLS; run++) {
            Path output = scratch.resolve("output" + run);
            Path first = output.resolve("metadata/metadata_00.parquet");
            Process driver = spark.start(EmbedDriver.class, 2, List.of(), model, folder, output);
            for (int wait = 100; driver.isAlive() && kills < 2 * KILLS; wait += 70) {
                List<ProcessHandle> executors = SparkProcess.executors(driver, first);
                if (!driver.waitFor(wait, TimeUnit.MILLISECONDS) && !executors.isEmpty()) {
                    if (kills++ % 2 == 0) {
                        executors.get(0).destroyForcibly();
                    } else {
                        driver.destroyForcibly().waitFor();
                        driver = spark.start(EmbedDriver.class, 2, List.of(), model, folder, output);
                    }
                }
            }
            spark.requireEnd(driver);
            assertThat(contents(output)).isEqualTo(contents(one));
        }
    }
}
