package dev.diptych.ingest.shard;

import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** Makes an index member by member, in the order of the shard; neighbours with one key are one sample. */
public final class IndexBuilder {
    private final List<IndexedSample> samples = new ArrayList<>();
    private final List<IndexedMember> members = new ArrayList<>();
    private String key = "";

    /**
     * Adds the next member.
     *
     * @param name its name in the shard; one without a dot in its base name, or of the shard's own, is passed over
     * @param offset the byte of the shard at which its contents begin
     */
    public void add(String name, long offset, byte[] contents) {
        int dot = begin(name);
        if (dot < 0) {
            return;
        }
        CRC32C crc = new CRC32C();
        crc.update(contents);
        members.add(new IndexedMember(MemberName.extension(name, dot), offset, contents.length, (int) crc.getValue()));
    }

    /**
     * Says which member comes next; a sample ends where that is of another.
     *
     * @return where the key of its name ends, or -1 where it is passed over
     */
    int begin(String name) {
        int dot = MemberName.isMeta(name) ? -1 : MemberName.dot(name);
        if (dot >= 0 && !name.substring(0, dot).equals(key)) {
            endSample();
            key = name.substring(0, dot);
        }
        return dot;
    }

    /** Returns the index of all members added. */
    public ShardIndex build(long shardBytes) {
        endSample();
        return new ShardIndex(shardBytes, samples);
    }

    /** Forgets the members of the sample that was added last: of a shard that ends in the midst of it. */
    public void dropLast() {
        members.clear();
    }

    private void endSample() {
        if (!members.isEmpty()) {
            samples.add(new IndexedSample(key, members));
            members.clear();
        }
    }
}
