package dev.diptych.contrastive.embed.input;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.shard.SampleReading;
import dev.diptych.ingest.shard.ShardList;
import dev.diptych.ingest.shard.ShardReader;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Shards, each a partition. One that is damaged has the samples before that, and one more that says so. */
final class ShardInput implements EmbedInput {
    private final List<Path> shards;

    ShardInput(List<Path> shards) {
        this.shards = shards;
    }

    static ShardInput open(String spec) {
        return new ShardInput(ShardList.expand(spec));
    }

    @Override
    public int partitions() {
        return shards.size();
    }

    @Override
    public String stamp() {
        FileStamps stamps = new FileStamps();
        shards.forEach(stamps::add);
        return stamps.hex();
    }

    @Override
    public void read(int partition, Consumer<EmbedSample> samples) {
        try (ShardReader reader = ShardReader.open(
                shards.get(partition), extension -> Sample.isImage(extension) || SampleReading.reads(extension))) {
            for (Sample sample = reader.next(); sample != null; sample = reader.next()) {
                if (!sample.members().isEmpty()) {
                    samples.accept(new EmbedSample(sample.key(), sample));
                }
            }
        } catch (IngestException e) {
            samples.accept(EmbedSample.unread(shards.get(partition).toString(), String.valueOf(e.getMessage())));
        }
    }
}
