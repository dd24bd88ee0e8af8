package dev.diptych.ingest.shard;

import dev.diptych.file.WholeFile;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Where each sample of a shard lies, so that it can be read without what stands before it. It is stored beside the shard:
 * {@code 00000.idx} beside {@code 00000.tar}; {@code docs/formats.md} describes the file. Immutable.
 */
public final class ShardIndex {
    private final long shardBytes;
    private final List<IndexedSample> samples;
    private @Nullable Map<String, Integer> byKey; // made when first asked for

    /**
     * @param shardBytes the shard's length
     * @param samples in the order of the shard; of two with one key the first is found by it
     */
    public ShardIndex(long shardBytes, List<IndexedSample> samples) {
        this.shardBytes = shardBytes;
        this.samples = List.copyOf(samples);
    }

    /**
     * Returns a shard's index: that beside it if it is not older than the shard, else one that is made by reading through the
     * shard, and left beside it where its folder can be written.
     *
     * @throws IngestException with {@link Reason#CORRUPT} if the index beside it is damaged or of another shard; or if
     *     the shard is missing or damaged
     */
    public static ShardIndex of(Path shard) {
        Path file = file(shard);
        if (Files.exists(file) && !isNewer(shard, file)) {
            return read(shard);
        }
        ShardIndex made = ShardScan.scan(shard);
        try {
            WholeFile.writeShared(file, made.encoded());
        } catch (IOException e) {
            // A folder that cannot be written: the index is made again next time.
        }
        return made;
    }

    private static boolean isNewer(Path shard, Path index) {
        try {
            return Files.getLastModifiedTime(shard).compareTo(Files.getLastModifiedTime(index)) > 0;
        } catch (IOException e) {
            return false; // whoever reads them says what is wrong
        }
    }

    /**
     * Reads the index beside a shard.
     *
     * @throws IngestException with {@link Reason#MISSING} if there is none or no shard; with {@link Reason#CORRUPT} if
     *     it is damaged, or the shard's length is not what it says
     */
    public static ShardIndex read(Path shard) {
        Path file = file(shard);
        try {
            ShardIndex index = IndexText.parse(file.toString(), Files.readAllBytes(file));
            long actual = Files.size(shard);
            if (actual != index.shardBytes) {
                throw new IngestException(
                        Reason.CORRUPT,
                        file.toString(),
                        "of a shard of " + index.shardBytes + " bytes, expected one of " + actual
                                + "; delete it to have it made again");
            }
            return index;
        } catch (NoSuchFileException e) {
            throw new IngestException(Reason.MISSING, String.valueOf(e.getFile()), "no such file, expected an index");
        } catch (IOException e) {
            throw IngestException.unreadable(file.toString(), e, "an index");
        }
    }

    /** Returns the name of the index of a shard: the same with {@code .idx} for {@code .tar}. */
    public static Path file(Path shard) {
        String name = shard.getFileName().toString();
        return shard.resolveSibling((name.endsWith(".tar") ? name.substring(0, name.length() - 4) : name) + ".idx");
    }

    /** Returns the contents of the index's file. */
    public byte[] encoded() {
        return IndexText.text(this).getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the shard's length in bytes. */
    public long shardBytes() {
        return shardBytes;
    }

    /** Returns the samples in the order of the shard. */
    public List<IndexedSample> samples() {
        return samples;
    }

    /** Returns the number of the sample with a key. */
    public OptionalInt find(String key) {
        Integer found = byKey().get(key);
        return found == null ? OptionalInt.empty() : OptionalInt.of(found);
    }

    private synchronized Map<String, Integer> byKey() {
        Map<String, Integer> known = byKey;
        if (known == null) {
            known = new HashMap<>(samples.size() * 2);
            for (int i = 0; i < samples.size(); i++) {
                known.putIfAbsent(samples.get(i).key(), i);
            }
            byKey = known;
        }
        return known;
    }
}
