package dev.diptych.ingest.shard;

import java.util.List;

/**
 * A sample of a shard and where its members lie.
 *
 * @param key the member names up to the first dot of the base name
 * @param members in the order of the shard
 */
public record IndexedSample(String key, List<IndexedMember> members) {
    public IndexedSample {
        members = List.copyOf(members);
    }
}
