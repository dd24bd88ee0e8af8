package dev.diptych.contrastive.embed;

import dev.diptych.ingest.flow.Conveyor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Takes samples until a partition ends, and embeds so many at a time. */
final class PartitionLoop {
    private final Conveyor<Prepared> samples;
    private final Embedder embedder;
    private final int rowsAtATime;
    private final EmbeddingJob.Listener listener;
    private long rowCount;
    private long leftOutCount;

    PartitionLoop(Conveyor<Prepared> samples, Embedder embedder, int rowsAtATime, EmbeddingJob.Listener listener) {
        this.samples = samples;
        this.embedder = embedder;
        this.rowsAtATime = rowsAtATime;
        this.listener = listener;
    }

    /**
     * Embeds one partition.
     *
     * @param before what part of the partitions is done before it
     * @param after and after it
     */
    void run(PartitionSink sink, double before, double after) throws IOException, InterruptedException {
        List<PreparedRow> rows = new ArrayList<>();
        boolean end = false;
        while (!end) {
            Prepared next = samples.take();
            if (next instanceof PreparedRow row) {
                rows.add(row);
            } else if (next instanceof Prepared.LeftOut left) {
                sink.leaveOut(left.key(), left.reason());
                listener.leftOut(left.key(), left.reason());
                leftOutCount++;
            } else {
                end = true;
            }
            if (end || rows.size() == rowsAtATime) {
                sink.add(rows, embedder);
                rowCount += rows.size();
                rows.clear();
                listener.at(rowCount, end ? after : before, leftOutCount);
            }
        }
    }
}
