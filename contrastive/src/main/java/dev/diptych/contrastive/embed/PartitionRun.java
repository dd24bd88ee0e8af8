package dev.diptych.contrastive.embed;

import dev.diptych.contrastive.embed.input.EmbedInput;
import dev.diptych.ingest.flow.Conveyor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Goes through the partitions of an input that are not whole yet: all cores decode what the caller's thread embeds. */
final class PartitionRun {
    private static final long MOST_BYTES = 256L << 20; // of samples that are under way, encoded

    private final EmbedInput input;
    private final Preparation preparation;
    private final Output output;

    /** The files of all partitions. */
    interface Output {
        /** Whether nothing is missing of a partition. */
        boolean isWhole(int partition) throws IOException;

        PartitionSink open(int partition) throws IOException;
    }

    PartitionRun(EmbedInput input, Preparation preparation, Output output) {
        this.input = input;
        this.preparation = preparation;
        this.output = output;
    }

    /**
     * Makes what is missing.
     *
     * @param readAhead samples that are embedded at a time while as many more are decoded
     * @return how many partitions were whole before
     */
    int run(Embedder embedder, int readAhead, EmbeddingJob.Listener listener) throws IOException, InterruptedException {
        List<Integer> missing = new ArrayList<>();
        for (int partition = 0; partition < input.partitions(); partition++) {
            if (!output.isWhole(partition)) {
                missing.add(partition);
            }
        }
        int earlier = input.partitions() - missing.size();
        int rows = Embedder.whole(readAhead);
        long mostBytes = Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / 8);
        int threads = Runtime.getRuntime().availableProcessors();
        try (Conveyor<Prepared> samples = new Conveyor<>("embed", threads, 2 * rows, mostBytes)) {
            samples.feed(() -> read(missing, samples));
            PartitionLoop loop = new PartitionLoop(samples, embedder, rows, listener);
            for (int i = 0; i < missing.size(); i++) {
                try (PartitionSink sink = output.open(missing.get(i))) {
                    loop.run(sink, share(earlier + i), share(earlier + i + 1));
                    sink.finish();
                }
            }
        }
        return earlier;
    }

    private double share(int partitions) {
        return partitions / (double) input.partitions();
    }

    private void read(List<Integer> partitions, Conveyor<Prepared> samples) {
        for (int partition : partitions) {
            input.read(partition, sample -> samples.submit(sample.bytes(), () -> preparation.of(sample)));
            samples.add(new Prepared.End());
        }
    }
}
