package dev.diptych.contrastive.embed;

import dev.diptych.contrastive.embed.crew.MadePartition;
import dev.diptych.contrastive.embed.crew.MadePartition.LeftOut;
import dev.diptych.contrastive.embed.crew.PartitionCrew;
import dev.diptych.contrastive.embed.crew.PartitionWork;
import dev.diptych.contrastive.embed.input.EmbedInput;
import dev.diptych.file.WholeFile;
import dev.diptych.ingest.flow.Conveyor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

        /** The names that a partition's files may have, the one last by which it is whole. */
        List<Path> files(int partition);
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
        List<Integer> missing = missing();
        make(embedder, readAhead, listener, missing);
        return input.partitions() - missing.size();
    }

    /**
     * Has others make what is missing.
     *
     * @param folder of the output
     * @return how many partitions were whole before
     */
    int run(PartitionCrew crew, PartitionWork work, Path folder, EmbeddingJob.Listener listener, Counts counts)
            throws IOException, InterruptedException {
        List<Integer> missing = missing();
        int[] done = {input.partitions() - missing.size()};
        crew.make(work, missing, folder, (made, from) -> {
            for (Path file : output.files(made.partition())) {
                Path whole = from.resolve(folder.relativize(file));
                if (Files.exists(whole)) {
                    Path parent = file.toAbsolutePath().getParent();
                    if (parent != null) {
                        WholeFile.makeFolder(parent);
                    }
                    WholeFile.rename(whole, file);
                } else {
                    Files.deleteIfExists(file);
                }
            }
            counts.add(made);
            made.leftOut().forEach(left -> listener.leftOut(left.key(), left.reason()));
            listener.at(counts.rows(), share(++done[0]), counts.leftOut());
        });
        return input.partitions() - missing.size();
    }

    /** Makes one partition, and says what became of it. */
    MadePartition make(Embedder embedder, int readAhead, int partition) throws IOException, InterruptedException {
        List<LeftOut> leftOut = new ArrayList<>();
        long[] rows = new long[1];
        long captions = embedder.captions();
        long cut = embedder.captionsCut();
        EmbeddingJob.Listener listener = new EmbeddingJob.Listener() {
            @Override
            public void at(long all, double fraction, long leftOutCount) {
                rows[0] = all;
            }

            @Override
            public void leftOut(String key, String reason) {
                leftOut.add(new LeftOut(key, reason));
            }
        };
        make(embedder, readAhead, listener, List.of(partition));
        return new MadePartition(
                partition, rows[0], leftOut, embedder.captions() - captions, embedder.captionsCut() - cut);
    }

    private List<Integer> missing() throws IOException {
        List<Integer> missing = new ArrayList<>();
        for (int partition = 0; partition < input.partitions(); partition++) {
            if (!output.isWhole(partition)) {
                missing.add(partition);
            }
        }
        return missing;
    }

    private void make(Embedder embedder, int readAhead, EmbeddingJob.Listener listener, List<Integer> missing)
            throws IOException, InterruptedException {
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
