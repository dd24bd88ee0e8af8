package dev.diptych.ingest.tar;

/**
 * A member of a tar, as its header says.
 *
 * @param name the path as stored, its bytes made text by {@link dev.diptych.ingest.name.FileName}; it may be absolute or hold
 *     {@code ..}
 * @param size the length of the contents in bytes, the holes of a sparse file included
 * @param type what it is
 * @param offset the byte at which the contents begin
 * @param stored the bytes that they take in the tar
 */
public record TarEntry(String name, long size, Type type, long offset, long stored) {
    /** The kinds that matter to a reader of contents. */
    public enum Type {
        /** A file with contents. */
        FILE,
        /** A file that is stored without its holes: its contents are read as any, but do not lie in the tar as they are. */
        SPARSE,
        /** A symbolic or hard link: no contents of its own. */
        LINK,
        /** A folder or device: no contents. */
        OTHER;

        /** Whether there are contents. */
        public boolean isFile() {
            return this == FILE || this == SPARSE;
        }
    }

    public TarEntry {
        if (size < 0) {
            throw new IllegalArgumentException("tar entry rejected: size: " + size + ", expected at least 0");
        }
    }
}
