package dev.diptych.contrastive.data;

import dev.diptych.contrastive.data.source.Samples;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/*
 * Every sample is drawn as often as every other, so that the cache keeps what comes first and lets nothing go: its share of
 * the hits is its share of the data, which no other choice betters.
 */
/** Reads and decodes samples, keeping as many as fit a bound; any number of threads may share it. */
final class DecodedSamples {
    private final Samples samples;
    private final BadSamples bad;
    private final long mostBytes;
    private final AtomicReferenceArray<@Nullable DecodedSample> kept;
    private final AtomicLong keptBytes = new AtomicLong();
    private final SampleDecoder decoder;

    /** @param mostBytes of decoded samples that are kept */
    DecodedSamples(Samples samples, BadSamples bad, long mostBytes) {
        this.samples = samples;
        this.decoder = new SampleDecoder(samples);
        this.bad = bad;
        this.mostBytes = mostBytes;
        this.kept = new AtomicReferenceArray<>(mostBytes > 0 ? samples.size() : 0);
    }

    /** How many there are, those that cannot be used included. */
    int size() {
        return samples.size();
    }

    /** A sample; null, once that is noted, if it cannot be used. */
    @Nullable
    DecodedSample get(int index) {
        DecodedSample found = mostBytes > 0 ? kept.get(index) : null;
        if (found != null || bad.has(index)) {
            return found;
        }
        DecodedSample made = read(index);
        if (made != null && keptBytes.get() < mostBytes && mostBytes > 0) {
            long bytes = made.bytes();
            if (keptBytes.addAndGet(bytes) > mostBytes || !kept.compareAndSet(index, null, made)) {
                keptBytes.addAndGet(-bytes);
            }
        }
        return made;
    }

    private @Nullable DecodedSample read(int index) {
        SampleOutcome outcome = decoder.read(index);
        if (outcome instanceof UnusableSample unusable) {
            bad.add(index, unusable);
            return null;
        }
        DecodedSample sample = (DecodedSample) outcome;
        if (!sample.problem().isEmpty()) {
            bad.odd(sample.problem());
        }
        return sample;
    }
}
