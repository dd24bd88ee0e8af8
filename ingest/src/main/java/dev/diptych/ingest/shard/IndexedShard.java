package dev.diptych.ingest.shard;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;

/**
 * Reads any sample of a shard directly, by its number or key. Each member is compared with the checksum of the index. Any
 * number of threads may share one.
 */
public final class IndexedShard implements Closeable {
    private final String source;
    private final FileChannel file;
    private final ShardIndex index;

    private IndexedShard(String source, FileChannel file, ShardIndex index) {
        this.source = source;
        this.file = file;
        this.index = index;
    }

    /**
     * Opens a shard with the index beside it, which is made where there is none.
     *
     * @throws IngestException if the shard or its index is missing or damaged
     */
    public static IndexedShard open(Path shard) {
        return open(shard, ShardIndex.of(shard));
    }

    /** Opens a shard whose index is known. */
    public static IndexedShard open(Path shard, ShardIndex index) {
        try {
            return new IndexedShard(shard.toString(), FileChannel.open(shard), index);
        } catch (IOException e) {
            throw IngestException.unreadable(shard.toString(), e, "a shard");
        }
    }

    /** Returns the index. */
    public ShardIndex index() {
        return index;
    }

    /** Returns how many samples there are. */
    public int size() {
        return index.samples().size();
    }

    /** Returns a sample by its number in the shard, from 0. */
    public Sample sample(int number) {
        return sample(number, extension -> true);
    }

    /**
     * Returns a sample of which only some members are wanted.
     *
     * @param extensions accepts an extension in lower case
     * @throws IngestException with {@link Reason#CORRUPT} if a member is not what was indexed
     */
    public Sample sample(int number, Predicate<String> extensions) {
        IndexedSample sample = index.samples().get(number);
        Map<String, byte[]> members = new LinkedHashMap<>();
        for (IndexedMember member : sample.members()) {
            if (extensions.test(member.extension())) {
                members.put(
                        member.extension(), member.read(file, source + "!" + sample.key() + "." + member.extension()));
            }
        }
        return new Sample(sample.key(), members);
    }

    /** Returns the sample with a key. */
    public Optional<Sample> sample(String key) {
        OptionalInt number = index.find(key);
        return number.isPresent() ? Optional.of(sample(number.getAsInt())) : Optional.empty();
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw IngestException.unreadable(source, e, "a shard");
        }
    }
}
