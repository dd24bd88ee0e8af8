package dev.diptych.contrastive.data.source;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.shard.ShardIndex;
import dev.diptych.ingest.shard.ShardScan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * The samples of WebDataset shards, found by the index beside each; foreign shards are indexed on first use. About 60 bytes of
 * memory a sample.
 */
public final class ShardSamples implements Samples {
    private final ShardTable[] shards;
    private final int[] ends; // how many samples there are up to the end of each shard
    private final List<String> leftOut;

    private record Listed(ShardTable table, List<String> leftOut, List<IngestException> damages) {}

    private ShardSamples(List<Listed> listed) {
        this.shards = listed.stream().map(Listed::table).toArray(ShardTable[]::new);
        this.ends = new int[shards.length];
        int end = 0;
        for (int i = 0; i < shards.length; i++) {
            end = Math.addExact(end, shards[i].size());
            ends[i] = end;
        }
        this.leftOut = listed.stream().flatMap(one -> one.leftOut().stream()).toList();
    }

    /**
     * Finds the samples of plain shards; of a damaged one those before the damage.
     *
     * @param damaged is told each damage, in the order of the shards
     * @throws IngestException if a shard is missing, or cannot be read by an index
     */
    public static ShardSamples open(List<Path> shards, Consumer<IngestException> damaged) {
        List<Listed> listed = shards.parallelStream().map(ShardSamples::list).toList();
        listed.forEach(shard -> shard.damages().forEach(damaged));
        return new ShardSamples(listed);
    }

    private static Listed list(Path shard) {
        List<String> leftOut = new ArrayList<>();
        List<IngestException> damages = new ArrayList<>();
        ShardTable table = new ShardTable(shard, index(shard, damages::add), leftOut);
        return new Listed(table, leftOut, damages);
    }

    private static ShardIndex index(Path shard, Consumer<IngestException> damaged) {
        try {
            return ShardIndex.of(shard);
        } catch (IngestException e) {
            if (!e.isDamage()) {
                throw e;
            }
            return ShardScan.upToDamage(shard, damaged);
        }
    }

    @Override
    public int size() {
        return ends.length == 0 ? 0 : ends[ends.length - 1];
    }

    @Override
    public String key(int index) {
        int shard = shard(index);
        return shards[shard].key(inShard(shard, index));
    }

    @Override
    public String place(int index) {
        int shard = shard(index);
        return shards[shard].place(inShard(shard, index));
    }

    @Override
    public Sample read(int index) {
        int shard = shard(index);
        return shards[shard].read(inShard(shard, index), true);
    }

    @Override
    public Sample readTexts(int index) {
        int shard = shard(index);
        return shards[shard].read(inShard(shard, index), false);
    }

    @Override
    public SampleStamp stamp(int index) {
        int shard = shard(index);
        return shards[shard].stamp(inShard(shard, index));
    }

    @Override
    public List<String> leftOut() {
        return leftOut;
    }

    private int shard(int index) {
        int found = Arrays.binarySearch(ends, index + 1);
        int shard = found < 0 ? -found - 1 : found;
        while (shard > 0 && ends[shard - 1] == ends[shard]) {
            shard--; // an empty shard ends where the one before it does
        }
        return shard;
    }

    private int inShard(int shard, int index) {
        return index - (shard == 0 ? 0 : ends[shard - 1]);
    }
}
