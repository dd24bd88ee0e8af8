package dev.diptych.ingest.duplicate;

import java.util.Arrays;
import java.util.stream.IntStream;

/*
 * Multi-index hashing (Norouzi, Punjani and Fleet, "Fast search in Hamming space with multi-index hashing", 2012). The 64
 * bits are four bands of 16. If two hashes differ in at most T bits, then in some band they differ in at most T / 4. So
 * each hash stands in four tables under its bands, and a search looks at the buckets within T / 4 bits of its own bands.
 * A bucket holds whole hashes, so that it is scanned in order, without a jump for each.
 */
/** Finds the earliest of all hashes within a Hamming distance; about 55 bytes for each. */
final class NearIndex {
    /** Beyond this many bits unrelated pictures match, and the search visits a large part of the tables. */
    static final int MAX_THRESHOLD = 11;

    private static final int BANDS = 4;
    private static final int BAND_BITS = 16;
    private static final int BUCKETS = 1 << BAND_BITS;
    private static final long NONE = Long.MAX_VALUE;
    private static final long[] NO_HASHES = {};
    private static final int[] NO_NUMBERS = {};

    private final int threshold;
    private final int[] masks;
    private final long[][] hashes = new long[BANDS * BUCKETS][];
    private final int[][] numbers = new int[BANDS * BUCKETS][];
    private final int[] sizes = new int[BANDS * BUCKETS];

    /** What each number looks like, to tell apart what the hash cannot. */
    private int[] shapes = new int[1 << 10];

    private int size;
    private long slots;

    NearIndex(int threshold) {
        this.threshold = threshold;
        this.masks = masks(threshold / BANDS);
        Arrays.fill(hashes, NO_HASHES);
        Arrays.fill(numbers, NO_NUMBERS);
    }

    /** Adds the next image, whose number is how many there were. */
    void add(ImageSignature signature) {
        if (size == shapes.length) {
            shapes = Arrays.copyOf(shapes, SeenImages.longer(size));
        }
        shapes[size] = signature.shape();
        for (int band = 0; band < BANDS; band++) {
            add(bucket(signature.perceptual(), band), signature.perceptual());
        }
        size++;
    }

    /**
     * Returns the lowest number of an image near this one, times 256, plus the bits in which they differ; or
     * {@link HashTable#ABSENT}.
     */
    long find(ImageSignature signature) {
        long best = NONE;
        for (int band = 0; band < BANDS; band++) {
            int own = bucket(signature.perceptual(), band);
            for (int mask : masks) {
                best = Math.min(best, find(own ^ mask, signature, best));
            }
        }
        return best == NONE ? HashTable.ABSENT : best;
    }

    long bytes() {
        return slots * 12 + shapes.length * 4L + (long) BANDS * BUCKETS * 52;
    }

    private void add(int bucket, long hash) {
        int count = sizes[bucket];
        if (count == hashes[bucket].length) {
            int longer = count + Math.max(4, count / 8);
            slots += longer - count;
            hashes[bucket] = Arrays.copyOf(hashes[bucket], longer);
            numbers[bucket] = Arrays.copyOf(numbers[bucket], longer);
        }
        hashes[bucket][count] = hash;
        numbers[bucket][count] = size;
        sizes[bucket] = count + 1;
    }

    private long find(int bucket, ImageSignature signature, long best) {
        long[] stored = hashes[bucket];
        for (int i = 0, count = sizes[bucket]; i < count; i++) {
            int distance = Long.bitCount(stored[i] ^ signature.perceptual());
            if (distance <= threshold) {
                int number = numbers[bucket][i];
                if (ImageSignature.haveSameShape(shapes[number], signature.shape())) {
                    // Numbers rise within a bucket: the first that fits is its best.
                    return Math.min(best, (long) number << 8 | distance);
                }
            }
        }
        return best;
    }

    private static int bucket(long hash, int band) {
        return band * BUCKETS + ((int) (hash >>> band * BAND_BITS) & BUCKETS - 1);
    }

    /** Every pattern of at most {@code bits} of a band's bits. */
    private static int[] masks(int bits) {
        return IntStream.range(0, BUCKETS)
                .filter(mask -> Integer.bitCount(mask) <= bits)
                .toArray();
    }
}
