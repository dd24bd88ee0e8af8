package dev.diptych.ingest.tar;

/**
 * A member of a tar, as its header says.
 *
 * @param name the path as stored, its bytes made text by {@link dev.diptych.ingest.name.FileName}; it may be absolute or hold
 *     {@code ..}
 * @param size the length of the contents in bytes
 * @param type what it is
 * @param offset the byte at which the contents begin
 */
public record TarEntry(String name, long size, Type type, long offset) {
    /** The kinds that matter to a reader of contents. */
    public enum Type {
        /** A file with contents. */
        FILE,
        /** A file stored with its holes left out, whose contents are not restored here. */
        SPARSE,
        /** A symbolic or hard link: no contents of its own. */
        LINK,
        /** A folder or device: no contents. */
        OTHER
    }

    public TarEntry {
        if (size < 0) {
            throw new IllegalArgumentException("tar entry rejected: size: " + size + ", expected at least 0");
        }
    }
}
