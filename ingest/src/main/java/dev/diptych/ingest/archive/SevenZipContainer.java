package dev.diptych.ingest.archive;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.name.FileName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.sevenz.SevenZArchiveEntry;
import org.apache.commons.compress.archivers.sevenz.SevenZFile;
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

    private SevenZipContainer(String source, SevenZFile archive, Expansion expansion) {
        this.source = source;
        this.archive = archive;
        this.expansion = expansion;
        archive.getEntries().forEach(members::add);
    }

    /**
     * Reads the header of a 7z archive.
     *
     * @throws IngestException if it is damaged or encrypted, or asks for too much memory
     */
    static SevenZipContainer open(String source, SeekableByteChannel channel, Expansion expansion) {
        try {
            return new SevenZipContainer(
                    source,
                    SevenZFile.builder()
                            .setSeekableByteChannel(channel)
                            .setMaxMemoryLimitKiB(Compression.MAX_MEMORY_KIB)
                            .get(),
                    expansion);
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            throw Failures.of(e, source, IngestException.NO_OFFSET, "a whole 7z archive");
        }
    }

    @Override
    public @Nullable Entry next() {
        while (reached < members.size()) {
            SevenZArchiveEntry member = members.get(reached++);
            String name = name(member);
            @Nullable IngestException problem = advance(name);
            if (member.isDirectory() || member.isAntiItem()) {
                continue;
            }
            // What comes before a member in its block is expanded with it, wanted or not.
            expansion.add(Math.max(0, member.getSize()));
            if (isLink(member)) {
                problem = new IngestException(Reason.LINK, source + "!" + name, "a link, expected a file");
            }
            return problem == null ? new Entry(name, member.getSize(), -1, null) : Entry.bad(name, problem);
        }
        return null;
    }

    /** Moves on, although the block that begins there may be damaged: the next one need not be. */
    private @Nullable IngestException advance(String name) {
        try {
            archive.getNextEntry();
            return null;
        } catch (IOException | RuntimeException e) {
            return Failures.of(e, source + "!" + name, IngestException.NO_OFFSET, "a whole member");
        }
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
