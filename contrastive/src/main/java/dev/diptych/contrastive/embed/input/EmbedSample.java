package dev.diptych.contrastive.embed.input;

import dev.diptych.ingest.shard.Sample;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one row is made of, as it is read.
 *
 * @param key the sample's key, or the picture's path
 * @param sample what was read
 * @param problem why it, or the rest of a shard, could not be read; null where it was
 */
public record EmbedSample(
        String key, Sample sample, @Nullable String problem) {
    EmbedSample(String key, Sample sample) {
        this(key, sample, null);
    }

    static EmbedSample unread(String key, String problem) {
        return new EmbedSample(key, new Sample(key, Map.of()), problem);
    }

    /** The bytes that it holds. */
    public long bytes() {
        return sample.members().values().stream()
                .mapToLong(member -> member.length)
                .sum();
    }
}
