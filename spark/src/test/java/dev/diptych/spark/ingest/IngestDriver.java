package dev.diptych.spark.ingest;

import dev.diptych.config.ConfigFile;
import dev.diptych.ingest.pipeline.Ingest;
import dev.diptych.ingest.pipeline.IngestProgress;
import dev.diptych.ingest.pipeline.config.IngestConfig;
import dev.diptych.ingest.pipeline.crew.Crew;
import dev.diptych.ingest.pipeline.write.IncrementalMode;
import java.nio.file.Path;

/** A process of its own that ingests. */
final class IngestDriver {
    private IngestDriver() {}

    /** Arguments: the configuration's file, the output folder, the master. */
    public static void main(String[] arguments) {
        Path file = Path.of(arguments[0]);
        IngestConfig config = ConfigFile.read(file).as(root -> IngestConfig.from(root, file.resolveSibling("")));
        try (Crew crew = new SparkCrewProvider().call(arguments[2])) {
            Ingest.run(config, Path.of(arguments[1]), IncrementalMode.INCREMENTAL, IngestProgress.NONE, crew);
        }
    }
}
