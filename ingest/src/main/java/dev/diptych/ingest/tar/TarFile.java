package dev.diptych.ingest.tar;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.compression.Compression;
import dev.diptych.ingest.compression.CountedInput;
import dev.diptych.ingest.compression.Expansion;
import dev.diptych.ingest.compression.NoArchive;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A tar in a file, plain or compressed. */
public final class TarFile {
    private static final int BUFFER = 1 << 18;
    private static final Pattern NAME =
            Pattern.compile(".+\\.(?:tar(?:\\.(?:gz|bz2|xz|zst|lz4))?|tgz|tbz2?|txz|tzst)", Pattern.CASE_INSENSITIVE);

    private TarFile() {}

    /** Returns whether a file's name says that it is a tar, plain or compressed. */
    public static boolean isNamed(String name) {
        return NAME.matcher(name).matches();
    }

    /**
     * Opens a shard, plain or compressed.
     *
     * @throws IngestException with {@link Reason#MISSING} if there is none; with {@link Reason#UNKNOWN_FORMAT} if the file is
     *     something else that is known
     */
    public static TarReader open(Path file) {
        try {
            return open(file.toString(), Files.newInputStream(file));
        } catch (IOException e) {
            throw IngestException.unreadable(file.toString(), e, "a shard");
        }
    }

    /**
     * Opens a shard that a stream brings.
     *
     * @param source its name, for error lines
     * @throws IngestException as {@link #open(Path)}
     */
    public static TarReader open(String source, InputStream file) {
        try {
            CountedInput raw = new CountedInput(file);
            BufferedInputStream in = new BufferedInputStream(raw, BUFFER);
            byte[] head = head(in);
            @Nullable Compression compression = Compression.detect(head);
            if (compression == null) {
                requireTar(source, head);
                return new TarReader(source, in);
            }
            Expansion limits = new Expansion(source, raw::count);
            InputStream plain = new BufferedInputStream(compression.decompress(in, limits), BUFFER);
            return new TarReader(source, plain, limits);
        } catch (IOException e) {
            throw IngestException.unreadable(source, e, "a shard");
        }
    }

    /**
     * Requires that the members of a tar lie in its file as they are.
     *
     * @throws IngestException with {@link Reason#UNSUPPORTED} if the file is compressed
     */
    public static void requirePlain(Path file) {
        String source = file.toString();
        try (BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file), TarHeader.BLOCK)) {
            Compression compression = Compression.detect(head(in));
            if (compression != null) {
                throw new IngestException(
                        Reason.UNSUPPORTED,
                        source,
                        compression.word() + "-compressed, expected a plain tar, of which any sample can be read alone;"
                                + " decompress it");
            }
        } catch (IOException e) {
            throw IngestException.unreadable(source, e, "a shard");
        }
    }

    private static void requireTar(String source, byte[] head) {
        String actual = TarReader.isTar(head) ? null : NoArchive.told(head);
        if (actual != null) {
            throw new IngestException(Reason.UNKNOWN_FORMAT, source, actual + ", expected a tar");
        }
    }

    private static byte[] head(BufferedInputStream in) throws IOException {
        in.mark(TarHeader.BLOCK);
        byte[] head = in.readNBytes(TarHeader.BLOCK);
        in.reset();
        return head;
    }
}
