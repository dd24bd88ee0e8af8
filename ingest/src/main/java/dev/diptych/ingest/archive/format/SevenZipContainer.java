package dev.diptych.ingest.archive.format;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.compression.Expansion;
import dev.diptych.ingest.name.FileName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.sevenz.SevenZArchiveEntry;
import org.apache.commons.compress.archivers.sevenz.SevenZFile;
import org.apache.commons.compress.archivers.sevenz.SevenZMethod;
import org.apache.commons.compress.archivers.sevenz.SevenZMethodConfiguration;
import org.jspecify.annotations.Nullable;

/** A 7z archive, its members in the order of the file, which is that of their compression. */
final class SevenZipContainer implements Container {
    private static final int UNIX_EXTENSION = 0x8000;
    private static final int UNIX_TYPE = 0xF000;
    private static final int UNIX_LINK = 0xA000;

    private final String source;
    private final SevenZFile archive;
    private final Expansion expansion;
    private final List<SevenZArchiveEntry> members = new ArrayList<>();
    private int reached;
    private @Nullable IngestException blockFailure;

    private SevenZipContainer(String source, SevenZFile archive, Expansion expansion) {
        this.source = source;
        this.archive = archive;
        this.expansion = expansion;
        archive.getEntries().forEach(members::add);
    }

    /**
     * Reads the header of a 7z archive.
     *
     * @throws IngestException if it is damaged, or with {@link Reason#UNSUPPORTED} if its header is encrypted
     */
    static SevenZipContainer open(String source, SeekableByteChannel channel, Expansion expansion) {
        try {
            return new SevenZipContainer(
                    source,
                    SevenZFile.builder()
                            .setSeekableByteChannel(channel)
                            .setMaxMemoryLimitKiB(expansion.maxMemory() << 10)
                            .get(),
                    expansion);
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            throw SevenZipFailures.of(e, source, expansion, "a whole 7z archive");
        }
    }

    @Override
    public @Nullable Entry next() {
        while (reached < members.size()) {
            SevenZArchiveEntry member = members.get(reached++);
            String name = name(member);
            @Nullable IngestException problem = advance(member, name);
            if (member.isDirectory() || member.isAntiItem()) {
                continue;
            }
            if (problem == null || problem.reason() != Reason.UNSUPPORTED) {
                // What comes before a member in its block is expanded with it, wanted or not.
                expansion.add(Math.max(0, member.getSize()));
            }
            if (isLink(member)) {
                problem = new IngestException(Reason.LINK, source + "!" + name, "a link, expected a file");
            }
            return problem == null ? new Entry(name, member.getSize(), -1, null) : Entry.bad(name, problem);
        }
        return null;
    }

    /** Moves on, although the block that begins there may be damaged or not be read: the next one need not be. */
    private @Nullable IngestException advance(SevenZArchiveEntry member, String name) {
        String where = source + "!" + name;
        try {
            archive.getNextEntry();
            return isEncrypted(member) ? SevenZipFailures.encrypted(where) : null;
        } catch (NullPointerException e) {
            // The library has no stream for the other members of a block that it failed to open.
            IngestException first = blockFailure;
            return first == null
                    ? SevenZipFailures.of(e, where, expansion, "a whole member")
                    : new IngestException(first.reason(), where, first.detail());
        } catch (IOException | RuntimeException e) {
            blockFailure = SevenZipFailures.of(e, where, expansion, "a whole member");
            return blockFailure;
        }
    }

    private static boolean isEncrypted(SevenZArchiveEntry member) {
        Iterable<? extends SevenZMethodConfiguration> methods = member.getContentMethods();
        if (methods != null) {
            for (SevenZMethodConfiguration method : methods) {
                if (method.getMethod() == SevenZMethod.AES256SHA256) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public InputStream open() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                return archive.read();
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return length == 0 ? 0 : archive.read(target, offset, length);
            }
        };
    }

    @Override
    public double fraction() {
        return members.isEmpty() ? 1 : (double) reached / members.size();
    }

    @Override
    public void close() throws IOException {
        archive.close();
    }

    private static String name(SevenZArchiveEntry member) {
        String name = member.getName() == null ? "" : member.getName();
        return FileName.text(name.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isLink(SevenZArchiveEntry entry) {
        int attributes = entry.getHasWindowsAttributes() ? entry.getWindowsAttributes() : 0;
        return (attributes & UNIX_EXTENSION) != 0 && (attributes >> 16 & UNIX_TYPE) == UNIX_LINK;
    }
}
