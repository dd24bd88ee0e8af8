package dev.diptych.ingest.inspect;

import dev.diptych.ingest.shard.IndexedMember;
import dev.diptych.ingest.shard.IndexedSample;
import dev.diptych.ingest.shard.IndexedShard;
import dev.diptych.ingest.shard.SampleMetadata;
import dev.diptych.ingest.shard.SampleReading;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is in the shards of a data set.
 *
 * @param shards how many there are
 * @param samples how many there are
 * @param bytes of all shards
 * @param members how many there are by extension
 * @param captioned samples with a caption
 * @param captions all of them
 * @param sizes samples by the width and height that their metadata says, such as {@code 256x256}
 */
public record ShardFacts(
        int shards,
        long samples,
        long bytes,
        Map<String, Long> members,
        long captioned,
        long captions,
        Map<String, Long> sizes) {
    /** Reads the indices and metadata of shards; an index is made where there is none. */
    public static ShardFacts of(List<Path> shards) {
        long samples = 0;
        long bytes = 0;
        long captioned = 0;
        long captions = 0;
        Map<String, Long> members = new TreeMap<>();
        Map<String, Long> sizes = new TreeMap<>();
        for (Path path : shards) {
            try (IndexedShard shard = IndexedShard.open(path)) {
                samples += shard.size();
                bytes += shard.index().shardBytes();
                for (IndexedSample sample : shard.index().samples()) {
                    for (IndexedMember member : sample.members()) {
                        members.merge(member.extension(), 1L, Long::sum);
                    }
                }
                for (int i = 0; i < shard.size(); i++) {
                    SampleMetadata metadata = SampleMetadata.of(shard.sample(i, SampleReading::reads));
                    captions += metadata.captions().size();
                    captioned += metadata.captions().isEmpty() ? 0 : 1;
                    if (metadata.width() > 0) {
                        sizes.merge(metadata.width() + "x" + metadata.height(), 1L, Long::sum);
                    }
                }
            }
        }
        return new ShardFacts(shards.size(), samples, bytes, members, captioned, captions, sizes);
    }
}
