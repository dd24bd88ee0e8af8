package dev.diptych.ingest.pipeline.work;

import dev.diptych.image.DecodeOptions;
import dev.diptych.image.DecodeScale;
import dev.diptych.image.DecodedImage;
import dev.diptych.image.ImageException;
import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageDecoder;
import dev.diptych.image.codec.ImageEncoder;
import dev.diptych.image.resize.ResizeOptions;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.duplicate.Fingerprint;
import dev.diptych.ingest.duplicate.Hash128;
import dev.diptych.ingest.duplicate.ImageSignature;
import dev.diptych.ingest.manifest.DropReason;
import dev.diptych.ingest.pipeline.config.ImageConfig;
import dev.diptych.ingest.pipeline.config.ImageConfig.Decoding;
import dev.diptych.ingest.pipeline.config.ImageConfig.EncodeFormat;
import dev.diptych.ingest.pipeline.config.OutputConfig;
import dev.diptych.ingest.pipeline.work.Outcome.Origin;
import dev.diptych.ingest.pipeline.work.Outcome.Said;
import dev.diptych.ingest.shard.FileHash;
import dev.diptych.ingest.shard.FileHash.Algorithm;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is done to one image file, on any thread: it is decoded to prove that it can be, resized and encoded. */
public final class ImageWork {
    private final OutputConfig output;
    private final ImageConfig config;
    private final ResizeOptions resize;
    private final DecodeScale scale;
    private final ImageDecoder decoder;

    public ImageWork(OutputConfig output) {
        this.output = output;
        this.config = output.image();
        this.resize = config.resize();
        this.scale = config.decodeScale() == Decoding.FAST ? resize::divisor : DecodeScale.EXACT;
        this.decoder = new ImageDecoder(
                new DecodeOptions(config.maxPixels(), DecodeOptions.DEFAULT_BACKGROUND, config.keepTruncated()));
    }

    /** @param file reads the file, or throws {@link IngestException} */
    public Outcome run(Origin origin, Supplier<byte[]> file, Said said) {
        byte[] bytes = null;
        try {
            bytes = file.get();
            return kept(origin, bytes, said);
        } catch (IngestException e) {
            return new Outcome.Dropped(origin, DropReason.of(e), e.detail());
        } catch (ImageException e) {
            boolean begun = e.reason() == ImageException.Reason.TRUNCATED;
            return new Outcome.Dropped(
                    origin, DropReason.of(e), e.detail(), begun && bytes != null ? held(bytes) : null);
        } catch (OutOfMemoryError e) {
            return new Outcome.Dropped(origin, DropReason.OUT_OF_MEMORY, "memory ran out, expected the image to fit");
        } catch (RuntimeException e) {
            return new Outcome.Dropped(origin, DropReason.CORRUPT_IMAGE, "not resized and encoded, expected to be");
        }
    }

    private Outcome kept(Origin origin, byte[] file, Said said) {
        DecodedImage decoded = decoder.decode(file, origin.where(), scale);
        Outcome unwanted = unwanted(origin, file, decoded.width(), decoded.height());
        if (unwanted != null) {
            return unwanted;
        }
        RgbImage image = resize.apply(decoded);
        boolean kept = config.encodeFormat() == EncodeFormat.KEEP
                || (config.skipReencode() && !resize.changes(decoded.width(), decoded.height()));
        byte[] sha256 = Algorithm.SHA256.digest(file);
        return new Outcome.Kept(
                origin,
                said,
                held(kept ? file : encode(image)),
                kept
                        ? decoded.format().extension()
                        : config.encodeFormat().name().toLowerCase(Locale.ROOT),
                decoded.format().extension(),
                image.width(),
                image.height(),
                decoded.originalWidth(),
                decoded.originalHeight(),
                hash(file, sha256),
                new Fingerprint(
                        Hash128.ofSha256(sha256), output.needsSignatures() ? ImageSignature.of(decoded.image()) : null),
                decoded.divisor() > 1 && isCompared(sha256) ? decibels(image, file, origin) : Double.NaN);
    }

    private static Outcome.Contents held(byte[] bytes) {
        return () -> bytes;
    }

    /** One file in 128, whichever run it is in. */
    private static boolean isCompared(byte[] sha256) {
        return (sha256[0] & 0xFE) == 0;
    }

    private double decibels(RgbImage image, byte[] file, Origin origin) {
        return Psnr.decibels(image, resize.apply(decoder.decode(file, origin.where())));
    }

    private @Nullable Outcome unwanted(Origin origin, byte[] file, int width, int height) {
        int shorter = Math.min(width, height);
        long area = (long) width * height;
        double ratio = (double) Math.max(width, height) / shorter;
        String size = width + "x" + height + " pixels, expected ";
        if (shorter < config.minSize()) {
            return new Outcome.Dropped(
                    origin,
                    DropReason.IMAGE_TOO_SMALL,
                    size + "a shorter side of at least " + config.minSize(),
                    held(file));
        }
        if (config.maxArea() > 0 && area > config.maxArea()) {
            return new Outcome.Dropped(
                    origin, DropReason.AREA_TOO_LARGE, size + "at most " + config.maxArea() + " in all", held(file));
        }
        if (config.maxAspectRatio() > 0 && ratio > config.maxAspectRatio()) {
            return new Outcome.Dropped(
                    origin,
                    DropReason.ASPECT_RATIO_TOO_LARGE,
                    size + "an aspect ratio of at most " + config.maxAspectRatio(),
                    held(file));
        }
        return null;
    }

    private @Nullable FileHash hash(byte[] file, byte[] sha256) {
        Algorithm wanted = output.hash();
        if (wanted == null) {
            return null;
        }
        return FileHash.of(wanted, wanted == Algorithm.SHA256 ? sha256 : wanted.digest(file));
    }

    private byte[] encode(RgbImage image) {
        return switch (config.encodeFormat()) {
            case KEEP -> throw new IllegalStateException("a kept file is not encoded");
            case PNG -> ImageEncoder.png(image);
            case JPG -> ImageEncoder.jpeg(image, config.encodeQuality());
            case WEBP -> ImageEncoder.webp(image, config.encodeQuality());
        };
    }
}
