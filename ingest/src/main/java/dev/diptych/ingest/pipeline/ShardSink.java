package dev.diptych.ingest.pipeline;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.ingest.pipeline.Outcome.Dropped;
import dev.diptych.ingest.pipeline.Outcome.Kept;
import dev.diptych.ingest.shard.SampleMetadata;
import dev.diptych.ingest.tar.TarWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes outcomes in the order in which they come: kept images to numbered shards, dropped ones to a list. */
final class ShardSink {
    private static final String DROPPED = "dropped.jsonl";

    private final OutputFolder folder;
    private final OutputConfig config;
    private final OutputStream dropped;
    private final Tally total = new Tally();
    private final Set<String> concepts = new HashSet<>();
    private long captions;

    private int shard;
    private @Nullable TarWriter writer;
    private int inShard;
    private Tally shardTally = new Tally();

    ShardSink(OutputFolder folder, OutputConfig config) {
        this.folder = folder;
        this.config = config;
        this.dropped = folder.create(DROPPED);
    }

    void accept(Outcome outcome) {
        total.add(outcome);
        shardTally.add(outcome);
        try {
            if (outcome instanceof Kept kept) {
                write(kept);
            } else if (outcome instanceof Dropped drop) {
                dropped.write(line(drop));
            }
        } catch (IOException e) {
            throw OutputFolder.unwritable(folder.file(shardName()), e);
        }
    }

    Tally total() {
        return total;
    }

    /** Closes the last shard and writes the statistics. */
    IngestReport finish(long members) {
        try {
            // Drops after the last sample of the last shard are in the total alone.
            if (writer != null) {
                closeShard();
            }
            dropped.close();
        } catch (IOException e) {
            throw OutputFolder.unwritable(folder.file(shardName()), e);
        }
        folder.commit(DROPPED);
        ObjectNode stats = total.json();
        stats.put("split", config.split());
        stats.put("shards", shard);
        stats.put("members", members);
        stats.put("captions", captions);
        stats.put("concepts", concepts.size());
        folder.write("stats.json", pretty(stats));
        return new IngestReport(
                members, total.images(), total.kept(), captions, concepts.size(), shard, total.dropped());
    }

    /** Closes what is open, for good. */
    void abandon() {
        try (OutputStream first = dropped;
                TarWriter second = writer) {
            writer = null;
        } catch (IOException e) {
            // What was written so far is thrown away.
        }
    }

    private void write(Kept kept) throws IOException {
        TarWriter tar = writer;
        if (tar == null) {
            tar = new TarWriter(folder.create(shardName()));
            writer = tar;
        }
        String key = String.format("%05d%04d", shard, inShard);
        SampleMetadata metadata = new SampleMetadata(
                key,
                kept.captions(),
                kept.origin().concept(),
                kept.width(),
                kept.height(),
                kept.originalWidth(),
                kept.originalHeight(),
                kept.sha256(),
                kept.origin().archive(),
                kept.origin().member());
        tar.add(key + "." + kept.extension(), kept.image());
        tar.add(key + ".txt", metadata.caption().getBytes(StandardCharsets.UTF_8));
        tar.add(key + ".json", metadata.toJson());
        captions += kept.captions().size();
        concepts.add(kept.origin().concept());
        if (++inShard == config.samplesPerShard()) {
            closeShard();
        }
    }

    private void closeShard() throws IOException {
        if (writer != null) {
            writer.close();
        }
        folder.commit(shardName());
        folder.write(String.format("%05d_stats.json", shard), pretty(shardTally.json()));
        writer = null;
        inShard = 0;
        shardTally = new Tally();
        shard++;
    }

    private String shardName() {
        return String.format("%05d.tar", shard);
    }

    private static byte[] line(Dropped drop) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("reason", drop.reason().code());
        json.put("source_archive", drop.origin().archive());
        json.put(
                "source_member",
                drop.origin().member().isEmpty() ? null : drop.origin().member());
        json.put("key", drop.origin().key());
        json.put("error_message", drop.detail());
        return (json + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] pretty(ObjectNode json) {
        return (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
