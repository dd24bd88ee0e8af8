package dev.diptych.contrastive.data.source;

import dev.diptych.file.Trouble;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.shard.IndexBuilder;
import dev.diptych.ingest.shard.MemberName;
import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.shard.SampleReading;
import dev.diptych.ingest.shard.ShardIndex;
import dev.diptych.ingest.shard.ShardReader;
import dev.diptych.ingest.tar.TarEntry;
import dev.diptych.ingest.tar.TarReader;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * The contents of the images and caption files, each from the next whole block on as in a tar; headers are not needed, since
 * the index is made on the way.
 */
/** Shards that no index can address, unpacked in a temporary folder: compressed or sparse ones, and streams. */
final class UnpackedShards implements AutoCloseable {
    private static final int BUFFER = 1 << 18;

    private final List<Path> files = new ArrayList<>();
    private @Nullable Path folder;
    private long bytes;

    /** A shard, unpacked. */
    record Unpacked(Path file, ShardIndex index) {}

    /**
     * Unpacks a shard, of a damaged one what stands before the damage.
     *
     * @param tar closed by this
     * @param damaged is told the damage
     */
    Unpacked unpack(TarReader tar, Consumer<IngestException> damaged) {
        Path file = newFile();
        IndexBuilder builder = new IndexBuilder();
        try (tar;
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER)) {
            long length = 0;
            try {
                for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
                    if (isWanted(entry)) {
                        byte[] contents = tar.bytes(entry.name(), ShardReader.MAX_MEMBER);
                        builder.add(entry.name(), length, contents);
                        length += write(contents, out);
                    }
                }
            } catch (IngestException e) {
                if (!e.isDamage()) {
                    throw e;
                }
                damaged.accept(e);
                builder.dropLast();
            }
            add(length);
            return new Unpacked(file, builder.build(length));
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /** The bytes that all of them take. */
    synchronized long bytes() {
        return bytes;
    }

    /** Where they are; null if there are none. */
    synchronized @Nullable Path folder() {
        return folder;
    }

    @Override
    public synchronized void close() {
        try {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            if (folder != null) {
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            // It is tried once more when the process ends.
        }
    }

    private synchronized Path newFile() {
        try {
            Path inside = folder;
            if (inside == null) {
                inside = Files.createTempDirectory("diptych-shards-");
                inside.toFile().deleteOnExit();
                folder = inside;
            }
            Path file = inside.resolve(files.size() + ".unpacked");
            file.toFile().deleteOnExit();
            files.add(file);
            return file;
        } catch (IOException e) {
            throw unwritable(Path.of(System.getProperty("java.io.tmpdir", "")), e);
        }
    }

    private synchronized void add(long length) {
        bytes += length;
    }

    private static boolean isWanted(TarEntry entry) {
        int dot = MemberName.dot(entry.name());
        if (dot < 0 || !entry.type().isFile()) {
            return false;
        }
        String extension = MemberName.extension(entry.name(), dot);
        return Sample.isImage(extension) || SampleReading.reads(extension);
    }

    private static int write(byte[] contents, OutputStream out) throws IOException {
        int padding = -contents.length & ShardTable.BLOCK - 1;
        out.write(contents);
        out.write(new byte[padding]);
        return contents.length + padding;
    }

    private static IngestException unwritable(Path file, IOException e) {
        return new IngestException(
                Reason.UNWRITABLE,
                file.toString(),
                IngestException.NO_OFFSET,
                Trouble.said(e)
                        + ", expected room for shards to be unpacked; JAVA_OPTS=-Djava.io.tmpdir=FOLDER puts them"
                        + " elsewhere",
                e);
    }
}
