package dev.diptych.contrastive.data;

import dev.diptych.contrastive.data.source.Samples;
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
    private final AtomicReferenceArray<@Nullable TrainingSample> kept;
    private final ByteBudget budget;
    private final SampleDecoder decoder = SampleDecoder.ofPairs();

    /** @param mostBytes of decoded samples that are kept, and of the ids of their captions */
    DecodedSamples(Samples samples, BadSamples bad, long mostBytes) {
        this.samples = samples;
        this.bad = bad;
        this.budget = new ByteBudget(mostBytes);
        this.kept = new AtomicReferenceArray<>(mostBytes > 0 ? samples.size() : 0);
    }

    /** How many there are, those that cannot be used included. */
    int size() {
        return samples.size();
    }

    /** A sample; null, once that is noted, if it cannot be used. */
    @Nullable
    TrainingSample get(int index) {
        TrainingSample found = kept.length() > 0 ? kept.get(index) : null;
        if (found != null || bad.has(index)) {
            return found;
        }
        TrainingSample made = read(index);
        if (made == null) {
            return null;
        }
        long bytes = made.bytes();
        if (kept.length() == 0 || !budget.take(bytes)) {
            return made;
        }
        TrainingSample sample = made.keptWithin(budget);
        if (kept.compareAndSet(index, null, sample)) {
            return sample;
        }
        budget.giveBack(bytes);
        return kept.get(index);
    }

    private @Nullable TrainingSample read(int index) {
        SampleOutcome outcome = decoder.read(samples.place(index), () -> samples.read(index));
        if (outcome instanceof UnusableSample unusable) {
            bad.add(index, unusable);
            return null;
        }
        DecodedSample sample = (DecodedSample) outcome;
        if (!sample.problem().isEmpty()) {
            bad.odd(sample.problem());
        }
        return TrainingSample.of(sample, samples.key(index));
    }
}
