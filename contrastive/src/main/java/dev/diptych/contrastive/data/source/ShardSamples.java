package dev.diptych.contrastive.data.source;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.shard.ShardIndex;
import dev.diptych.ingest.shard.ShardScan;
import dev.diptych.ingest.tar.TarFile;
import dev.diptych.ingest.tar.TarReader;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The samples of WebDataset shards, found by the index beside each; foreign shards are indexed on first use, and those that no
 * index can address are unpacked in a temporary folder. About 60 bytes of memory a sample.
 */
final class ShardSamples implements Samples {
    private final JoinedSamples shards;
    private final UnpackedShards unpacked;

    private record Listed(ShardTable table, List<IngestException> damages) {}

    private ShardSamples(List<Listed> listed, UnpackedShards unpacked) {
        this.shards =
                new JoinedSamples(listed.stream().<Samples>map(Listed::table).toList());
        this.unpacked = unpacked;
    }

    /**
     * Finds the samples of shards; of a damaged one those before the damage.
     *
     * @param source they are of, for the notes
     * @throws IngestException if a shard is missing
     */
    public static ShardSamples open(String source, List<Path> shards, SampleSources.Notes notes) {
        return open(
                source,
                notes,
                unpacked -> shards.parallelStream()
                        .map(shard -> list(shard, unpacked))
                        .toList());
    }

    /**
     * Reads a tar to its end, plain or compressed, and keeps its samples in a temporary folder; of a damaged one those before the
     * damage.
     *
     * @param name of the shard
     */
    public static ShardSamples read(String name, InputStream tar, SampleSources.Notes notes) {
        return open(name, notes, unpacked -> List.of(unpack(name, TarFile.open(name, tar), unpacked)));
    }

    private static ShardSamples open(
            String source, SampleSources.Notes notes, Function<UnpackedShards, List<Listed>> listing) {
        UnpackedShards unpacked = new UnpackedShards();
        try {
            List<Listed> listed = listing.apply(unpacked);
            listed.forEach(shard -> shard.damages().forEach(notes::damaged));
            Path folder = unpacked.folder();
            if (folder != null) {
                notes.unpacked(source, unpacked.bytes(), folder);
            }
            return new ShardSamples(listed, unpacked);
        } catch (RuntimeException | Error e) {
            unpacked.close();
            throw e;
        }
    }

    private static Listed list(Path shard, UnpackedShards unpacked) {
        String name = shard.getFileName().toString();
        List<IngestException> damages = new ArrayList<>();
        try {
            if (!Files.exists(shard) || Files.isRegularFile(shard)) {
                ShardIndex index = index(shard, damages::add);
                return new Listed(new ShardTable(name, shard, index), damages);
            }
        } catch (IngestException e) {
            if (e.reason() != Reason.UNSUPPORTED) {
                throw e;
            }
        }
        return unpack(name, TarFile.open(shard), unpacked);
    }

    private static Listed unpack(String name, TarReader tar, UnpackedShards unpacked) {
        List<IngestException> damages = new ArrayList<>();
        UnpackedShards.Unpacked shard = unpacked.unpack(tar, damages::add);
        return new Listed(new ShardTable(name, shard.file(), shard.index()), damages);
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
        return shards.size();
    }

    @Override
    public String key(int index) {
        return shards.key(index);
    }

    @Override
    public String place(int index) {
        return shards.place(index);
    }

    @Override
    public Sample read(int index) {
        return shards.read(index);
    }

    @Override
    public Sample readTexts(int index) {
        return shards.readTexts(index);
    }

    @Override
    public void readTexts(int first, int end, Consumer<Sample> taker) {
        shards.readTexts(first, end, taker);
    }

    @Override
    public SampleStamp stamp(int index) {
        return shards.stamp(index);
    }

    @Override
    public List<String> leftOut() {
        return shards.leftOut();
    }

    @Override
    public void close() {
        unpacked.close();
    }
}
