package dev.diptych.ingest.archive.format;

import dev.diptych.ingest.compression.Compression;
import dev.diptych.ingest.tar.TarReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What the first block of a file says it is. */
enum ArchiveFormat {
    TAR,
    COMPRESSED,
    ZIP,
    SEVEN_ZIP,
    AR,
    EMPTY,
    UNKNOWN;

    /** How many bytes tell. */
    static final int HEAD = 512;

    private static final byte[] SEVEN_ZIP_MAGIC = {'7', 'z', (byte) 0xBC, (byte) 0xAF, 0x27, 0x1C};
    private static final byte[] AR_MAGIC = "!<arch>\n".getBytes(StandardCharsets.US_ASCII);

    static ArchiveFormat detect(byte[] head) {
        if (head.length == 0) {
            return EMPTY;
        }
        if (Compression.detect(head) != null) {
            return COMPRESSED;
        }
        // A member first, or in an empty zip the end of the central directory.
        if (head.length > 4
                && head[0] == 'P'
                && head[1] == 'K'
                && (head[2] == 3 || head[2] == 5)
                && head[3] == head[2] + 1) {
            return ZIP;
        }
        if (startsWith(head, SEVEN_ZIP_MAGIC)) {
            return SEVEN_ZIP;
        }
        if (startsWith(head, AR_MAGIC)) {
            return AR;
        }
        return TarReader.isTar(head) ? TAR : UNKNOWN;
    }

    private static boolean startsWith(byte[] head, byte[] magic) {
        return head.length >= magic.length && Arrays.equals(head, 0, magic.length, magic, 0, magic.length);
    }
}
