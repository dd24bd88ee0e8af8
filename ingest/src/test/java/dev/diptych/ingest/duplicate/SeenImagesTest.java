package dev.diptych.ingest.duplicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SeenImagesTest {
    private static Fingerprint image(long content, long perceptual) {
        return new Fingerprint(new Hash128(content, content * 31), new ImageSignature(perceptual, 0x40404080));
    }

    /** Looks at every image there is. */
    private static long naive(List<Fingerprint> all, Fingerprint sought, int threshold) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).content().equals(sought.content())) {
                return i;
            }
        }
        for (int i = 0; i < all.size(); i++) {
            ImageSignature mine = all.get(i).signature();
            ImageSignature other = sought.signature();
            if (mine != null
                    && other != null
                    && Long.bitCount(mine.perceptual() ^ other.perceptual()) <= threshold
                    && ImageSignature.haveSameShape(mine.shape(), other.shape())) {
                return i;
            }
        }
        return -1;
    }

    @Test
    void findsTheEarliestAsASearchThroughAllDoes() {
        for (int threshold = 0; threshold <= SeenImages.MAX_THRESHOLD; threshold++) {
            Random random = new Random(threshold);
            SeenImages seen = new SeenImages(Dedup.NEAR, threshold);
            List<Fingerprint> all = new ArrayList<>();
            int found = 0;
            for (int i = 0; i < 3000; i++) {
                Fingerprint next = near(all, random);
                long expected = naive(all, next, threshold);
                long actual = seen.find(next).map(Match::place).orElse(-1L);
                assertThat(actual).as("threshold %d, image %d", threshold, i).isEqualTo(expected);
                found += expected >= 0 ? 1 : 0;
                if (expected < 0 || i % 3 == 0) {
                    seen.add(next, all.size());
                    all.add(next);
                }
            }
            assertThat(found).isBetween(60, 2900);
        }
    }

    /** A new image, or one that differs from an earlier one in up to 14 bits. */
    private static Fingerprint near(List<Fingerprint> all, Random random) {
        long perceptual = random.nextLong();
        ImageSignature signature =
                all.isEmpty() ? null : all.get(random.nextInt(all.size())).signature();
        if (signature != null && random.nextInt(3) > 0) {
            perceptual = signature.perceptual();
            for (int flips = random.nextInt(15); flips > 0; flips--) {
                perceptual ^= 1L << random.nextInt(64);
            }
        }
        int shape = random.nextInt(4) == 0 ? 0x60404080 : 0x40404080;
        return new Fingerprint(
                new Hash128(random.nextLong(), random.nextInt(1 << 20)), new ImageSignature(perceptual, shape));
    }

    @Test
    void tellsTheSameFileFromTheSamePicture() {
        SeenImages seen = new SeenImages(Dedup.NEAR, 4);
        seen.add(image(1, 0b1111), 70);
        seen.add(image(2, ~0b1111L), 80);
        assertThat(seen.find(image(1, 0))).contains(new Match(70, true, 0));
        assertThat(seen.find(image(3, 0b11))).contains(new Match(70, false, 2));
        assertThat(seen.find(image(3, 0b1111L << 30))).isEmpty();
        seen.alsoKnownAs(new Hash128(9, 9));
        assertThat(seen.find(new Fingerprint(new Hash128(9, 9), null))).contains(new Match(80, true, 0));
    }

    @Test
    void looksAtContentsAloneWhereThatIsAskedFor() {
        SeenImages seen = new SeenImages(Dedup.EXACT, 4);
        seen.add(image(1, 5), 7);
        assertThat(seen.find(image(1, 99))).contains(new Match(7, true, 0));
        assertThat(seen.find(image(2, 5))).isEmpty();
        SeenImages none = new SeenImages(Dedup.NONE, 4);
        none.add(image(1, 5), 7);
        assertThat(none.find(image(1, 5))).isEmpty();
    }

    @Test
    void takesBoundedMemoryForEachImage() {
        int count = 400_000;
        SeenImages seen = new SeenImages(Dedup.NEAR, 4);
        Random random = new Random(1);
        for (int i = 0; i < count; i++) {
            seen.add(image(random.nextLong(), random.nextLong()), i);
        }
        long tables = 4L * 65536 * 52;
        // 10 million of them have 2 GiB; the fixed part of the tables is 13 MiB. Small buckets waste the most.
        assertThat((seen.bytes() - tables) / count).isBetween(80L, 150L);
    }

    @Test
    void rejectsAThresholdThatFindsAnything() {
        assertThatThrownBy(() -> new SeenImages(Dedup.NEAR, 12))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("duplicates refused: threshold: 12, expected 0 to 11");
    }

    @Test
    void rejectsAnImageWithoutASignature() {
        SeenImages seen = new SeenImages(Dedup.NEAR, 4);
        assertThatThrownBy(() -> seen.add(new Fingerprint(new Hash128(1, 1), null), 0))
                .hasMessageContaining("without a signature, expected one");
    }
}
