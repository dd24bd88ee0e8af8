package dev.diptych.contrastive.data;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * By what a sample is known again.
 *
 * @param key the pair's
 * @param image CRC-32C of the image's file
 * @param captions CRC-32C of the captions and the concept, in UTF-8, each ended by a zero byte
 */
public record SampleStamp(String key, int image, int captions) {
    static SampleStamp of(Pair pair) {
        CRC32C sum = new CRC32C();
        pair.captions().forEach(caption -> add(sum, caption));
        add(sum, pair.concept());
        return new SampleStamp(pair.key(), pair.checksum(), (int) sum.getValue());
    }

    static int checksum(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        return (int) sum.getValue();
    }

    /** Says how the samples are others than {@code then}, naming the first; empty if they are the same. */
    public static String difference(List<SampleStamp> then, List<SampleStamp> now) {
        for (int i = 0; i < Math.min(then.size(), now.size()); i++) {
            SampleStamp was = then.get(i);
            SampleStamp is = now.get(i);
            if (!was.key.equals(is.key)) {
                boolean isThere = now.stream().anyMatch(stamp -> stamp.key.equals(was.key));
                return isThere
                        ? is.key + " in the place of " + was.key
                        : was.key + " is missing or cannot be read any more";
            }
            if (was.image != is.image) {
                return was.key + " has another image";
            }
            if (was.captions != is.captions) {
                return was.key + " has other captions, or another concept";
            }
        }
        if (then.size() == now.size()) {
            return "";
        }
        return then.size() > now.size()
                ? then.get(now.size()).key + " is missing or cannot be read any more"
                : now.get(then.size()).key + " is new";
    }

    private static void add(CRC32C sum, String text) {
        sum.update(text.getBytes(StandardCharsets.UTF_8));
        sum.update(0);
    }
}
