package dev.diptych.ingest.duplicate;

import dev.diptych.ingest.IngestException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/*
 * Bytes for each image: its content in the hash table 27 to 53 (20 a slot, filled to between three eighths and three
 * quarters), its place 8 to 12, and for near duplicates 55 to 60 more: four postings of 12, an eighth of them spare, and
 * its shape.
 */
/** All images kept so far, to be searched for the earliest that is the same; at most about 125 bytes for each. */
public final class SeenImages {
    public static final int MAX_THRESHOLD = NearIndex.MAX_THRESHOLD;

    /** As long as HotSpot makes an array. */
    private static final int MOST = Integer.MAX_VALUE - 8;

    private final Dedup dedup;
    private final HashTable contents = new HashTable();
    private final @Nullable NearIndex pictures;
    private long[] places = new long[1 << 10];
    private int size;

    /**
     * @param dedup what is searched for
     * @param threshold in how many of 64 bits near duplicates may differ, 0 to {@link #MAX_THRESHOLD}
     */
    public SeenImages(Dedup dedup, int threshold) {
        if (threshold < 0 || threshold > MAX_THRESHOLD) {
            throw new IllegalArgumentException(
                    "duplicates refused: threshold: " + threshold + ", expected 0 to " + MAX_THRESHOLD);
        }
        this.dedup = dedup;
        this.pictures = dedup == Dedup.NEAR ? new NearIndex(threshold) : null;
    }

    /** Returns the earliest image that is the same file, else the earliest that looks the same. */
    public Optional<Match> find(Fingerprint image) {
        if (dedup == Dedup.NONE) {
            return Optional.empty();
        }
        int same = contents.get(image.content());
        if (same != HashTable.ABSENT) {
            return Optional.of(new Match(places[same], true, 0));
        }
        if (pictures == null || image.signature() == null) {
            return Optional.empty();
        }
        long near = pictures.find(image.signature());
        return near == HashTable.ABSENT
                ? Optional.empty()
                : Optional.of(new Match(places[(int) (near >> 8)], false, (int) near & 0xFF));
    }

    /**
     * Adds an image.
     *
     * @param place what {@link #find} tells of it later
     * @throws IllegalArgumentException if near duplicates are searched for and it has no signature
     */
    public void add(Fingerprint image, long place) {
        if (dedup == Dedup.NONE) {
            return;
        }
        if (pictures != null) {
            if (image.signature() == null) {
                throw new IllegalArgumentException("image without a signature, expected one to find near duplicates");
            }
            pictures.add(image.signature());
        }
        contents.putIfAbsent(image.content(), size);
        if (size == places.length) {
            places = Arrays.copyOf(places, longer(size));
        }
        places[size++] = place;
    }

    /** Returns half as many again, as far as an array goes. */
    static int longer(int size) {
        if (size == MOST) {
            throw new IngestException(
                    IngestException.Reason.UNSUPPORTED,
                    "duplicates",
                    MOST + " images kept, expected fewer; ingest the rest in another run");
        }
        return (int) Math.min(MOST, size + size / 2L);
    }

    /** Adds a second content to the image that was added last, which is found by either from then on. */
    public void alsoKnownAs(Hash128 content) {
        contents.putIfAbsent(content, size - 1);
    }

    /** Returns how many images there are. */
    public int size() {
        return size;
    }

    /** Returns the bytes that all of them take. */
    public long bytes() {
        return contents.bytes() + places.length * 8L + (pictures == null ? 0 : pictures.bytes());
    }
}
