package dev.diptych.contrastive.data;

import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.image.ImageException;
import dev.diptych.image.codec.ImageDecoder;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.shard.SampleMetadata;
import dev.diptych.ingest.shard.SampleReading;
import java.util.Locale;
import java.util.zip.CRC32C;

/** Reads samples and decodes their images; any number of threads may share it. */
public final class SampleDecoder {
    private final Samples samples;
    private final ImageDecoder decoder = new ImageDecoder();

    public SampleDecoder(Samples samples) {
        this.samples = samples;
    }

    /** Reads and decodes a sample, if it can be used: it has an image that can be decoded and a caption. */
    public SampleOutcome read(int index) {
        String place = samples.place(index);
        try {
            Sample sample = samples.read(index);
            SampleReading reading = SampleReading.of(sample);
            SampleMetadata metadata = reading.metadata();
            if (metadata.captions().isEmpty()) {
                return new UnusableSample("no_caption", place + ": " + reading.noCaption());
            }
            byte[] image = sample.image().orElse(null);
            if (image == null) {
                return new UnusableSample("no_image", place + ": no image");
            }
            String concept = metadata.concept();
            return new DecodedSample(
                    decoder.decode(image, place).image(),
                    metadata.captions(),
                    concept == null ? samples.key(index) : concept,
                    hash(image),
                    reading.problems().isEmpty() ? "" : place + ": " + String.join("; ", reading.problems()));
        } catch (ImageException e) {
            return unusable(e.reason(), e);
        } catch (IngestException e) {
            return unusable(e.reason(), e);
        }
    }

    private static String hash(byte[] file) {
        CRC32C sum = new CRC32C();
        sum.update(file);
        return file.length + "-" + sum.getValue();
    }

    private static UnusableSample unusable(Enum<?> reason, RuntimeException e) {
        return new UnusableSample(reason.name().toLowerCase(Locale.ROOT), String.valueOf(e.getMessage()));
    }
}
