package dev.diptych.contrastive.data;

import dev.diptych.image.ImageException;
import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageDecoder;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.shard.SampleReading;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/** Reads what samples hold and decodes their images; any number of threads may share it. */
public final class SampleDecoder {
    private final ImageDecoder decoder = new ImageDecoder();
    private final boolean images;
    private final boolean captions;

    /**
     * @param images whether a sample needs an image, which is decoded
     * @param captions whether it needs a caption; if not, it may not have broken captions alone either
     */
    public SampleDecoder(boolean images, boolean captions) {
        this.images = images;
        this.captions = captions;
    }

    /** A decoder of captioned images. */
    public static SampleDecoder ofPairs() {
        return new SampleDecoder(true, true);
    }

    /**
     * Reads and decodes a sample, if it can be used.
     *
     * @param place where it lies, as messages name it
     * @param source fetches it, or throws an {@link IngestException}
     */
    public SampleOutcome read(String place, Supplier<Sample> source) {
        try {
            Sample sample = source.get();
            byte[] image = sample.image().orElse(null);
            if (images && image == null) {
                return new UnusableSample("no_image", place, "no image");
            }
            SampleReading reading = SampleReading.of(sample);
            if (reading.metadata().captions().isEmpty()
                    && (captions || !reading.badFiles().isEmpty())) {
                return new UnusableSample("no_caption", place, reading.noCaption());
            }
            RgbImage decoded = !images || image == null
                    ? null
                    : decoder.decode(image, place).image();
            return new DecodedSample(place, reading, decoded, image == null ? "" : hash(image));
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
        return new UnusableSample(reason.name().toLowerCase(Locale.ROOT), "", String.valueOf(e.getMessage()));
    }
}
