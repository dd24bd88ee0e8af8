package dev.diptych.spark.ingest;

import dev.diptych.file.place.LastFile;
import dev.diptych.ingest.output.Milestones;
import dev.diptych.ingest.output.OutputFolder;
import dev.diptych.ingest.output.OutputFormat;
import dev.diptych.ingest.output.ShardSeries;
import dev.diptych.ingest.pipeline.work.Outcome.Kept;
import dev.diptych.ingest.pipeline.write.SampleParts;
import dev.diptych.spark.cluster.AttemptFolder;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/**
 * A shard to be written.
 *
 * @param folder that is there, for folders of attempts
 * @param subfolder of its split; empty for none
 * @param samples at least one
 * @param stats the contents of its {@code _stats.json}
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
record ShardTask(String folder, String subfolder, OutputFormat format, List<PlacedSample> samples, byte[] stats)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * Writes it as a single machine does, into a folder of this attempt's own.
     *
     * @return that folder
     */
    String write() throws IOException {
        try (AttemptFolder attempt = AttemptFolder.begin(folder);
                LastFile files = new LastFile()) {
            OutputFolder output = new OutputFolder(attempt.path(), Milestones.NONE);
            try (ShardSeries shard = new ShardSeries(output, subfolder, format)) {
                for (PlacedSample sample : samples) {
                    shard.add(sample.place(), SampleParts.of(opened(sample.kept(), files), sample.place()));
                }
                shard.publish(stats);
            }
            return attempt.finish();
        }
    }

    private static Kept opened(Kept kept, LastFile files) {
        return kept.image() instanceof StagedBytes staged ? kept.with(() -> staged.bytes(files)) : kept;
    }
}
