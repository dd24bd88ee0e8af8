package dev.diptych.contrastive.data.source;

import dev.diptych.ingest.shard.Sample;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * By what a sample is known again.
 *
 * @param key the sample's
 * @param image CRC-32C of the image's file
 * @param captions CRC-32C of the caption files, in their order: of each the extension in UTF-8, a zero byte and its own CRC-32C,
 *     the highest byte first
 */
public record SampleStamp(String key, int image, int captions) {
    /** The stamp of a sample that has been read. */
    static SampleStamp of(String key, Sample sample) {
        Members members = new Members();
        sample.members().forEach((extension, contents) -> members.add(extension, checksum(contents)));
        return members.stamp(key);
    }

    static int checksum(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        return (int) sum.getValue();
    }

    /** Says how a sample is another than {@code then}, which stood in its place; empty if it is the same. */
    public String differenceFrom(SampleStamp then) {
        if (!then.key.equals(key)) {
            return key + " in the place of " + then.key;
        }
        if (then.image != image) {
            return key + " has another image";
        }
        return then.captions == captions ? "" : key + " has other captions, or another concept";
    }

    /** Sums up the members of a sample: its first image, and its caption files. */
    static final class Members {
        private final CRC32C captions = new CRC32C();
        private int image;
        private boolean found;

        /** @param checksum of the member's contents, or what stands for it */
        void add(String extension, int checksum) {
            if (!Sample.isImage(extension)) {
                captions.update(extension.getBytes(StandardCharsets.UTF_8));
                captions.update(0);
                for (int shift = 24; shift >= 0; shift -= 8) {
                    captions.update(checksum >>> shift);
                }
            } else if (!found) {
                image = checksum;
                found = true;
            }
        }

        SampleStamp stamp(String key) {
            return new SampleStamp(key, image, (int) captions.getValue());
        }
    }
}
