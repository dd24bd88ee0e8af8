package dev.diptych.contrastive.embed;

import dev.diptych.contrastive.embed.EmbeddingJob.Listener;
import dev.diptych.contrastive.embed.Preparation.Captions;
import dev.diptych.contrastive.embed.crew.MadePartition;
import dev.diptych.contrastive.embed.crew.Outputs;
import dev.diptych.contrastive.embed.crew.PartitionCrew;
import dev.diptych.contrastive.embed.crew.ScoreWork;
import dev.diptych.contrastive.embed.input.EmbedInput;
import dev.diptych.file.place.OutputClaim;
import dev.diptych.ingest.parquet.ParquetTable;
import dev.diptych.ingest.score.ScoreFile;
import dev.diptych.ingest.score.ScoreFileWriter;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Scores the pairs of shards, the cosine of an image's embedding and each of its captions', into a file for each shard; goes
 * on where an earlier run of the same kind ended.
 */
public final class ScoringJob {
    /** What was scored and how, beside the files. */
    public static final String STAMP = "scores.json";

    private final List<Path> shards;
    private final Path output;
    private final Options options;

    /**
     * How to score.
     *
     * @param readAhead samples that are embedded at a time while as many more are decoded, at least 1
     * @param overwrite whether to replace scores of another kind
     * @param facts by name, what else decides the scores, such as the precision
     */
    public record Options(int readAhead, boolean overwrite, SortedMap<String, String> facts) {}

    /** @throws EmbedException if two shards would have one score file */
    public ScoringJob(List<Path> shards, Path output, Options options) {
        this.shards = List.copyOf(shards);
        this.output = output;
        this.options = options;
        Set<Path> files = new HashSet<>();
        for (Path shard : shards) {
            if (!files.add(ScoreFile.of(output, shard))) {
                throw new EmbedException(
                        shard.toString(),
                        "another shard of this name, expected different ones for the score files of one folder");
            }
        }
    }

    /**
     * Runs it.
     *
     * @return how many of the files were whole before
     * @throws EmbedException if the output holds something else
     * @throws dev.diptych.file.LockedException if another command writes there
     */
    public int run(Embedder embedder, Listener listener) throws IOException, InterruptedException {
        Outputs.requireLocal(output);
        return run(embedder, partitions -> partitions.run(embedder, options.readAhead, listener));
    }

    /**
     * Has others do it, with the same result.
     *
     * @param embedder is asked what it is, and embeds nothing
     * @param counts get what they made
     */
    public int run(Embedder embedder, Listener listener, PartitionCrew crew, ScoreWork work, Counts counts)
            throws IOException, InterruptedException {
        return run(embedder, partitions -> partitions.run(crew, work, output, listener, counts));
    }

    /** Makes one shard's scores in the output, which is a folder of its own. */
    public MadePartition make(Embedder embedder, int partition) throws IOException, InterruptedException {
        return partitions(embedder, EmbedInput.shards(shards)).make(embedder, options.readAhead, partition);
    }

    /** Who makes partitions; returns how many were whole before. */
    @FunctionalInterface
    private interface Maker {
        int make(PartitionRun partitions) throws IOException, InterruptedException;
    }

    private int run(Embedder embedder, Maker maker) throws IOException, InterruptedException {
        try (OutputClaim claim = Outputs.claim(output, "score")) {
            EmbedInput input = EmbedInput.shards(shards);
            prepare(stamp(embedder, input));
            return maker.make(partitions(embedder, input));
        }
    }

    private PartitionRun partitions(Embedder embedder, EmbedInput input) {
        PartitionRun.Output files = new PartitionRun.Output() {
            @Override
            public boolean isWhole(int partition) throws IOException {
                Path file = ScoreFile.of(output, shards.get(partition));
                return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && ParquetTable.rows(file) >= 0;
            }

            @Override
            public PartitionSink open(int partition) throws IOException {
                return new ScoreWriter(new ScoreFileWriter(ScoreFile.of(output, shards.get(partition))));
            }

            @Override
            public List<Path> files(int partition) {
                return List.of(ScoreFile.of(output, shards.get(partition)));
            }
        };
        return new PartitionRun(input, new Preparation(embedder, true, Captions.EACH), files);
    }

    private EmbeddingStamp stamp(Embedder embedder, EmbedInput input) {
        SortedMap<String, String> facts = new TreeMap<>(options.facts);
        facts.put("model", embedder.fingerprint());
        facts.put("shards", input.stamp());
        facts.put("shard_files", Integer.toString(shards.size()));
        return new EmbeddingStamp(facts);
    }

    private void prepare(EmbeddingStamp asked) throws IOException {
        Path file = output.resolve(STAMP);
        if (asked.goesOn(file, options.overwrite)) {
            return;
        }
        List<Path> tables = tables();
        if (!tables.isEmpty() && !Files.exists(file)) {
            throw new EmbedException(
                    tables.get(0).toString(),
                    "a table without " + STAMP + " beside it, expected none or those of a scoring job; choose another"
                            + " folder");
        }
        for (Path table : tables) {
            Files.delete(table);
        }
        asked.write(file);
    }

    private List<Path> tables() throws IOException {
        List<Path> tables = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(output, "*" + ScoreFile.EXTENSION)) {
            found.forEach(tables::add);
        }
        return tables;
    }
}
