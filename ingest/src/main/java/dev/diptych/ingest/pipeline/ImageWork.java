package dev.diptych.ingest.pipeline;

import dev.diptych.image.DecodeOptions;
import dev.diptych.image.DecodedImage;
import dev.diptych.image.ImageDecoder;
import dev.diptych.image.ImageEncoder;
import dev.diptych.image.ImageException;
import dev.diptych.image.Resampling;
import dev.diptych.image.Resize;
import dev.diptych.image.RgbImage;
import dev.diptych.ingest.pipeline.Outcome.Dropped;
import dev.diptych.ingest.pipeline.Outcome.Kept;
import dev.diptych.ingest.pipeline.Outcome.Origin;
import dev.diptych.ingest.pipeline.OutputConfig.EncodeFormat;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** What is done to one image file, on any thread: it is decoded to prove that it can be, resized and encoded. */
final class ImageWork {
    private static final int WHITE = 0xFFFFFF;

    private final OutputConfig output;
    private final ImageDecoder decoder;

    ImageWork(OutputConfig output) {
        this.output = output;
        this.decoder = new ImageDecoder(new DecodeOptions(output.maxImagePixels(), WHITE));
    }

    Outcome run(Origin origin, byte[] file, List<String> captions) {
        try {
            return kept(origin, file, captions);
        } catch (ImageException e) {
            return new Dropped(origin, DropReason.of(e), e.detail());
        } catch (OutOfMemoryError e) {
            return new Dropped(origin, DropReason.OUT_OF_MEMORY, e.getMessage() + ", expected to fit");
        } catch (RuntimeException e) {
            return new Dropped(origin, DropReason.CORRUPT_IMAGE, e + ", expected to resize and encode");
        }
    }

    private Outcome kept(Origin origin, byte[] file, List<String> captions) {
        DecodedImage decoded = decoder.decode(file, origin.where());
        RgbImage image = output.imageSize() == 0 ? decoded.image() : resized(decoded.image());
        return new Kept(
                origin,
                captions,
                encoded(image, file),
                output.encodeFormat() == EncodeFormat.KEEP
                        ? decoded.format().extension()
                        : output.encodeFormat().name().toLowerCase(Locale.ROOT),
                image.width(),
                image.height(),
                decoded.originalWidth(),
                decoded.originalHeight(),
                HexFormat.of().formatHex(sha256().digest(file)));
    }

    private byte[] encoded(RgbImage image, byte[] file) {
        return switch (output.encodeFormat()) {
            case KEEP -> file;
            case PNG -> ImageEncoder.png(image);
            case JPG -> ImageEncoder.jpeg(image, output.encodeQuality());
        };
    }

    private RgbImage resized(RgbImage image) {
        int size = output.imageSize();
        return switch (output.resizeMode()) {
            case BORDER -> border(scaled(image, (double) size / Math.max(image.width(), image.height())), size);
            case KEEP_RATIO -> scaled(image, (double) size / Math.min(image.width(), image.height()));
            case CENTER_CROP -> {
                RgbImage scaled = scaled(image, (double) size / Math.min(image.width(), image.height()));
                yield scaled.crop((scaled.width() - size) / 2, (scaled.height() - size) / 2, size, size);
            }
        };
    }

    private static RgbImage scaled(RgbImage image, double factor) {
        int width = (int) Math.max(1, Math.round(image.width() * factor));
        int height = (int) Math.max(1, Math.round(image.height() * factor));
        return width == image.width() && height == image.height()
                ? image
                : Resize.resize(image, width, height, Resampling.BICUBIC);
    }

    private static RgbImage border(RgbImage image, int size) {
        RgbImage canvas = RgbImage.filled(size, size, WHITE);
        int left = (size - image.width()) / 2;
        int top = (size - image.height()) / 2;
        int row = image.width() * RgbImage.CHANNELS;
        for (int y = 0; y < image.height(); y++) {
            System.arraycopy(
                    image.pixels(), y * row, canvas.pixels(), ((top + y) * size + left) * RgbImage.CHANNELS, row);
        }
        return canvas;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
