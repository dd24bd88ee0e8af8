package dev.diptych.ingest.shard;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.tar.TarEntry;
import dev.diptych.ingest.tar.TarFile;
import dev.diptych.ingest.tar.TarReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads the samples of one shard, plain or compressed, in order, by WebDataset's rule: neighbouring members with the same key
 * are one sample; the key is the path up to the first dot of the base name, the rest is the extension; a member without a dot,
 * or of the shard's own such as {@code __meta__/}, is skipped. Every method throws {@link IngestException} with the shard and the offset where the shard is damaged.
 */
public final class ShardReader implements Closeable {
    /** The largest member that is read, in bytes. */
    public static final long MAX_MEMBER = 256L << 20;

    private final String source;
    private final TarReader tar;
    private final Predicate<String> extensions;

    /** The first member of the next sample, its header read and its contents not; null before the first and at the end. */
    private @Nullable Named ahead;

    private boolean started;

    private record Named(String key, String extension, TarEntry entry) {}

    private ShardReader(String source, TarReader tar, Predicate<String> extensions) {
        this.source = source;
        this.tar = tar;
        this.extensions = extensions;
    }

    /** Opens a shard. */
    public static ShardReader open(Path shard) {
        return open(shard, extension -> true);
    }

    /**
     * Opens a shard of which only some members are wanted; the others are skipped without being read.
     *
     * @param extensions accepts an extension in lower case
     */
    public static ShardReader open(Path shard, Predicate<String> extensions) {
        return new ShardReader(shard.toString(), TarFile.open(shard), extensions);
    }

    /** Returns the next sample, or null after the last. */
    public @Nullable Sample next() {
        if (!started) {
            started = true;
            ahead = advance();
        }
        Named first = ahead;
        if (first == null) {
            return null;
        }
        Map<String, byte[]> members = new LinkedHashMap<>();
        Named member = first;
        while (member != null && member.key().equals(first.key())) {
            if (extensions.test(member.extension())) {
                byte[] earlier =
                        members.put(member.extension(), tar.bytes(member.entry().name(), MAX_MEMBER));
                if (earlier != null) {
                    throw new IngestException(
                            Reason.CORRUPT,
                            source + "!" + member.entry().name(),
                            member.entry().offset(),
                            "the second member of this name in one sample, expected one");
                }
            }
            member = advance();
        }
        ahead = member;
        return new Sample(first.key(), members);
    }

    @Override
    public void close() {
        try {
            tar.close();
        } catch (IOException e) {
            throw IngestException.unreadable(source, e, "a shard");
        }
    }

    private @Nullable Named advance() {
        TarEntry entry = tar.next();
        while (entry != null) {
            Named named = entry.type().isFile() ? named(entry) : null;
            if (named != null) {
                return named;
            }
            entry = tar.next();
        }
        return null;
    }

    private static @Nullable Named named(TarEntry entry) {
        String name = entry.name();
        int dot = MemberName.isMeta(name) ? -1 : MemberName.dot(name);
        return dot < 0 ? null : new Named(name.substring(0, dot), MemberName.extension(name, dot), entry);
    }
}
