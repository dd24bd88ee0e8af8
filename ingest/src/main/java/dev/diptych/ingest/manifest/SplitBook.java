package dev.diptych.ingest.manifest;

import java.util.ArrayList;
import java.util.List;

/** The counts of one split, and how far its shards are filled. */
public final class SplitBook {
    private final int split;
    private final int samplesPerShard;
    private final Tally total = new Tally();
    private final List<Integer> sizes = new ArrayList<>();
    private Tally shardTally = new Tally();
    private int shard;
    private int inShard;

    SplitBook(int split, int samplesPerShard) {
        this.split = split;
        this.samplesPerShard = samplesPerShard;
    }

    void add(ManifestEntry entry) {
        if (entry instanceof ManifestEntry.Kept kept) {
            // A run that extends another begins a new shard, though the last one is not full.
            if (kept.place().shard() > shard) {
                endShard();
            }
            inShard++;
        }
        total.add(entry);
        shardTally.add(entry);
    }

    /** Returns where the next kept image goes. */
    public Place next() {
        return new Place(split, shard, inShard);
    }

    /** Returns whether the current shard has all the samples that it may have. */
    public boolean isShardFull() {
        return inShard == samplesPerShard;
    }

    /** Goes on to the next shard, if there is a sample in this one. */
    public void endShard() {
        if (inShard > 0) {
            sizes.add(inShard);
            shard++;
            inShard = 0;
            shardTally = new Tally();
        }
    }

    /** Returns how many shards there are, with the current one if it has a sample. */
    public int shards() {
        return shard + (inShard > 0 ? 1 : 0);
    }

    /** Returns where the {@code number}-th kept image stands, from 0. */
    public Place place(long number) {
        long left = number;
        int before = 0;
        while (before < sizes.size() && left >= sizes.get(before)) {
            left -= sizes.get(before++);
        }
        return new Place(split, before, (int) left);
    }

    /** Returns the counts since the end of the shard before. */
    public Tally shardTally() {
        return shardTally;
    }

    /** Returns the counts of the split. */
    public Tally total() {
        return total;
    }
}
