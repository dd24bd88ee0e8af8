package dev.diptych.ingest.shard;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.tar.TarEntry;
import dev.diptych.ingest.tar.TarFile;
import dev.diptych.ingest.tar.TarReader;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.commons.compress.utils.BoundedInputStream;

/** Reads through a shard, or the beginning of one, to index it. */
public final class ShardScan {
    private static final int BUFFER = 1 << 18;
    private static final int END_MARK = 1024;

    private ShardScan() {}

    static ShardIndex scan(Path shard) {
        IndexBuilder builder = new IndexBuilder();
        addAll(builder, shard);
        return built(builder, shard);
    }

    /**
     * Indexes what stands before a shard's damage, if it has one; nothing is written beside it.
     *
     * @param damaged is told the damage
     * @throws IngestException if the shard is missing, or its samples cannot be read alone
     */
    public static ShardIndex upToDamage(Path shard, Consumer<IngestException> damaged) {
        IndexBuilder builder = new IndexBuilder();
        try {
            addAll(builder, shard);
        } catch (IngestException e) {
            if (!e.isDamage()) {
                throw e;
            }
            damaged.accept(e);
            builder.dropLast();
        }
        return built(builder, shard);
    }

    private static void addAll(IndexBuilder builder, Path shard) {
        TarFile.requirePlain(shard);
        try (TarReader tar = TarFile.open(shard)) {
            read(builder, shard.toString(), tar);
        } catch (IOException e) {
            throw IngestException.unreadable(shard.toString(), e, "a shard");
        }
    }

    private static ShardIndex built(IndexBuilder builder, Path shard) {
        try {
            return builder.build(Files.size(shard));
        } catch (IOException e) {
            throw IngestException.unreadable(shard.toString(), e, "a shard");
        }
    }

    /**
     * Adds the members that lie in the first bytes of a shard to an index.
     *
     * @param length of these bytes, up to the end of a member
     * @throws IngestException if the shard is missing or damaged
     */
    public static void addBeginning(IndexBuilder builder, Path shard, long length) {
        try (InputStream in = open(shard)) {
            InputStream beginning = new BoundedInputStream(in, length);
            InputStream end = new ByteArrayInputStream(new byte[END_MARK]);
            try (TarReader tar = new TarReader(shard.toString(), new SequenceInputStream(beginning, end))) {
                read(builder, shard.toString(), tar);
            }
        } catch (IOException e) {
            throw IngestException.unreadable(shard.toString(), e, "a shard");
        }
    }

    private static InputStream open(Path shard) throws IOException {
        return new BufferedInputStream(Files.newInputStream(shard), BUFFER);
    }

    private static void read(IndexBuilder builder, String source, TarReader tar) {
        for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
            if (entry.type() == TarEntry.Type.SPARSE) {
                throw new IngestException(
                        Reason.UNSUPPORTED,
                        source + "!" + entry.name(),
                        entry.offset(),
                        "a sparse file, expected a plain one, which can be read alone; write the shard anew, with ingest"
                                + " or without tar's --sparse");
            }
            if (entry.type() == TarEntry.Type.FILE) {
                builder.begin(entry.name()); // so that damage from here on is this sample's
                builder.add(entry.name(), entry.offset(), tar.bytes(entry.name(), ShardReader.MAX_MEMBER));
            }
        }
    }
}
