package dev.diptych.ingest.archive;

import dev.diptych.ingest.tar.TarReader;

/** What the first block of a file says it is. */
enum ArchiveFormat {
    TAR,
    TAR_GZ,
    ZIP,
    EMPTY,
    UNKNOWN;

    static ArchiveFormat detect(byte[] head) {
        if (head.length == 0) {
            return EMPTY;
        }
        if (head.length > 2 && head[0] == 0x1f && head[1] == (byte) 0x8b) {
            return TAR_GZ;
        }
        // A member first, or in an empty zip the end of the central directory.
        if (head.length > 4
                && head[0] == 'P'
                && head[1] == 'K'
                && (head[2] == 3 || head[2] == 5)
                && head[3] == head[2] + 1) {
            return ZIP;
        }
        return TarReader.isTar(head) ? TAR : UNKNOWN;
    }
}
