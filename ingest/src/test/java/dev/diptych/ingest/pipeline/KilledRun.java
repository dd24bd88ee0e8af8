package dev.diptych.ingest.pipeline;

import dev.diptych.config.ConfigFile;
import dev.diptych.ingest.pipeline.config.IngestConfig;
import dev.diptych.ingest.pipeline.write.IncrementalMode;
import java.io.IOException;
import java.nio.file.Path;

/** A process of its own that ingests, to be killed; and what it leaves. */
final class KilledRun {
    private KilledRun() {}

    /** Arguments: the configuration's file, the output folder. */
    public static void main(String[] arguments) {
        Path file = Path.of(arguments[0]);
        IngestConfig config = ConfigFile.read(file).as(root -> IngestConfig.from(root, file.resolveSibling("")));
        Ingest.run(config, Path.of(arguments[1]), IncrementalMode.INCREMENTAL, IngestProgress.NONE, 2);
    }

    static Process start(Path config, Path output) throws IOException {
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return new ProcessBuilder(
                        java.toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classes,
                        KilledRun.class.getName(),
                        config.toString(),
                        output.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
