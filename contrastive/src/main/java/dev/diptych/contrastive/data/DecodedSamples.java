package dev.diptych.contrastive.data;

import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.image.ImageDecoder;
import dev.diptych.image.ImageException;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.shard.SampleMetadata;
import dev.diptych.ingest.shard.SampleReading;
import java.util.Locale;
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
    private final ImageDecoder decoder = new ImageDecoder();

    /** @param mostBytes of decoded samples that are kept */
    DecodedSamples(Samples samples, BadSamples bad, long mostBytes) {
        this.samples = samples;
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
        String place = samples.place(index);
        try {
            Sample sample = samples.read(index);
            SampleReading reading = SampleReading.of(sample);
            SampleMetadata metadata = reading.metadata();
            if (metadata.captions().isEmpty()) {
                bad.add(index, "no_caption", place + ": " + reading.noCaption());
                return null;
            }
            byte[] image = sample.image().orElse(null);
            if (image == null) {
                bad.add(index, "no_image", place + ": no image");
                return null;
            }
            String concept = metadata.concept();
            DecodedSample made = new DecodedSample(
                    decoder.decode(image, place).image(),
                    metadata.captions(),
                    concept == null ? samples.key(index) : concept);
            if (!reading.problems().isEmpty()) {
                bad.odd(place + ": " + String.join("; ", reading.problems()));
            }
            return made;
        } catch (ImageException e) {
            bad.add(index, word(e.reason()), String.valueOf(e.getMessage()));
        } catch (IngestException e) {
            bad.add(index, word(e.reason()), String.valueOf(e.getMessage()));
        }
        return null;
    }

    private static String word(Enum<?> reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }
}
