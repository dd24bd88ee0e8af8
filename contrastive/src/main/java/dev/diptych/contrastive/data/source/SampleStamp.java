package dev.diptych.contrastive.data.source;

import dev.diptych.ingest.shard.Sample;
import java.nio.charset.StandardCharsets;
import java.util.Map;
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
        Sum captions = new Sum();
        int image = 0;
        boolean found = false;
        for (Map.Entry<String, byte[]> member : sample.members().entrySet()) {
            if (!Sample.isImage(member.getKey())) {
                captions.add(member.getKey(), checksum(member.getValue()));
            } else if (!found) {
                image = checksum(member.getValue());
                found = true;
            }
        }
        return new SampleStamp(key, image, captions.value());
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

    /** Sums up caption files. */
    static final class Sum {
        private final CRC32C sum = new CRC32C();

        void add(String extension, int checksum) {
            sum.update(extension.getBytes(StandardCharsets.UTF_8));
            sum.update(0);
            for (int shift = 24; shift >= 0; shift -= 8) {
                sum.update(checksum >>> shift);
            }
        }

        int value() {
            return (int) sum.getValue();
        }
    }
}
