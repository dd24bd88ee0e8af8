package dev.diptych.ingest.manifest;

import java.io.Serializable;

/**
 * Where a kept image stands.
 *
 * @param split the index of its split
 * @param shard the number of its shard in the split, from 0
 * @param index its number in the shard, 0 to 9,999
 */
public record Place(int split, int shard, int index) implements Serializable {
    private static final int INDEX_BITS = 14;
    private static final int SHARD_BITS = 31;

    /** Reads what {@link #packed()} returned. */
    public static Place unpacked(long packed) {
        return new Place(
                (int) (packed >>> INDEX_BITS + SHARD_BITS),
                (int) (packed >>> INDEX_BITS) & Integer.MAX_VALUE,
                (int) packed & (1 << INDEX_BITS) - 1);
    }

    /** Returns all three in one number. */
    public long packed() {
        return ((long) split << SHARD_BITS | shard) << INDEX_BITS | index;
    }

    /** Returns the shard's name without extension: five digits, or more from the 100,000th on. */
    public String shardName() {
        return digits(shard, 5);
    }

    /** Returns the sample's key: the shard's digits, then four. */
    public String key() {
        return digits(shard, 5) + digits(index, 4);
    }

    private static String digits(int number, int width) {
        String text = Integer.toString(number);
        return text.length() >= width ? text : "0".repeat(width - text.length()) + text;
    }
}
