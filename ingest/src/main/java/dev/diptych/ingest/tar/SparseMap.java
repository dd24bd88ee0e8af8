package dev.diptych.ingest.tar;

import java.util.List;

/**
 * Where the parts of a sparse file lie that are stored; between them are holes, which read as zeros.
 *
 * @param pairs the offset and the length of each part in turn, in order, none over another
 * @param size the length of the whole file
 */
record SparseMap(List<Long> pairs, long size) {
    /** More parts than that are hostile. */
    static final int MAX_PARTS = 1 << 16;

    /**
     * @param stored the bytes that there are of all parts
     * @throws IllegalArgumentException with the actual and the expected, if the map is none
     */
    static SparseMap of(List<Long> pairs, long size, long stored) {
        if (pairs.size() % 2 != 0 || pairs.size() > 2 * MAX_PARTS) {
            throw new IllegalArgumentException("a sparse file's map of " + pairs.size()
                    + " numbers, expected an offset and a length for each of at most " + MAX_PARTS + " parts");
        }
        long end = 0;
        long sum = 0;
        for (int i = 0; i < pairs.size(); i += 2) {
            long offset = pairs.get(i);
            long length = pairs.get(i + 1);
            if (offset < end || length < 0 || offset > size || length > size - offset) {
                throw new IllegalArgumentException("a sparse file's part of " + length + " bytes at " + offset
                        + ", expected parts one after the other within its " + size + " bytes");
            }
            end = offset + length;
            sum += length;
        }
        if (sum > stored) {
            throw new IllegalArgumentException(
                    "a sparse file's parts of " + sum + " bytes, expected at most the " + stored + " that are stored");
        }
        return new SparseMap(List.copyOf(pairs), size);
    }
}
