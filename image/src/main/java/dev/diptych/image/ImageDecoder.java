package dev.diptych.image;

import dev.diptych.image.ImageException.Reason;
import java.awt.image.BufferedImage;
import java.io.EOFException;
import java.io.IOException;
import java.util.Locale;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Decodes any image file that is whole and within limits to upright 8-bit RGB.
 *
 * <p>Grey, palette, 16-bit and CMYK images become RGB; colour profiles of RGB and grey images are ignored, as Pillow
 * ignores them. Transparent pixels are laid on the background. EXIF's orientation is undone. Of several images in one
 * file the first is taken. Immutable; any number of threads may share one decoder.
 */
public final class ImageDecoder {
    static final String UNNAMED = "image";

    private final DecodeOptions options;

    public ImageDecoder(DecodeOptions options) {
        this.options = options;
    }

    public ImageDecoder() {
        this(DecodeOptions.DEFAULT);
    }

    /** As {@link #decode(byte[], String)}, for a file without a name. */
    public DecodedImage decode(byte[] file) {
        return decode(file, UNNAMED);
    }

    /**
     * Decodes one file.
     *
     * @param file the file's bytes; not changed
     * @param source the file's name in messages, such as {@code shard-00012.tar!000345.jpg}
     * @throws ImageException if the bytes give no image, for whatever reason; nothing else is thrown
     */
    public DecodedImage decode(byte[] file, String source) {
        ImageFormat format = ImageFormat.detect(file)
                .orElseThrow(() -> new ImageException(
                        Reason.NOT_AN_IMAGE,
                        source,
                        0,
                        file.length == 0
                                ? "empty, expected an image"
                                : "unknown signature, expected JPEG, PNG, WebP, GIF, BMP or TIFF",
                        null));
        try {
            Header header = Header.of(format, file);
            header.requireAtMost(options.maxPixels());
            RgbImage stored = decodePixels(format, header);
            RgbImage upright = header.orientation().toUpright(stored);
            return new DecodedImage(upright, format, header.width(), header.height(), false);
        } catch (ImageException e) {
            throw e.in(source);
        } catch (EOFException | MemoryInput.EndlessReadException e) {
            throw failed(Reason.TRUNCATED, source, e);
        } catch (OutOfMemoryError e) {
            throw failed(Reason.OUT_OF_MEMORY, source, e);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw failed(Reason.CORRUPT, source, e);
        }
    }

    private static ImageException failed(Reason reason, String source, Throwable e) {
        String said = e.getMessage() == null ? "" : " (" + e.getMessage().strip() + ")";
        return new ImageException(
                reason,
                source,
                ImageException.NO_OFFSET,
                e.getClass().getSimpleName() + said + " in the codec, expected an image",
                e);
    }

    private RgbImage decodePixels(ImageFormat format, Header header) throws IOException {
        ImageReader reader = Codecs.reader(format).createReaderInstance();
        try (ImageInputStream in = new MemoryInput(header.codecInput())) {
            Complaints complaints = new Complaints();
            reader.addIIOReadWarningListener(complaints);
            reader.setInput(in, true, true);
            Header.requireAtMost(reader.getWidth(0), reader.getHeight(0), options.maxPixels());
            BufferedImage picture = reader.read(0);
            complaints.throwIfAny();
            RgbImage pixels = PixelCopy.toRgb(picture, options.background());
            return onCanvas(pixels, header);
        } finally {
            reader.dispose();
        }
    }

    private RgbImage onCanvas(RgbImage picture, Header header) {
        if (picture.width() == header.width() && picture.height() == header.height()) {
            return picture;
        }
        RgbImage canvas = RgbImage.filled(header.width(), header.height(), options.background());
        picture.copyTo(canvas, header.left(), header.top());
        return canvas;
    }

    /** Turns the warnings with which a codec goes on over missing or broken data into failures. */
    private static final class Complaints implements IIOReadWarningListener {
        private @Nullable ImageException first;

        @Override
        public void warningOccurred(ImageReader reader, String warning) {
            String lower = warning.toLowerCase(Locale.ROOT);
            // Bytes between segments are common and harmless; the rest of libjpeg's complaints mean lost pixels.
            boolean truncated = lower.contains("premature end");
            boolean corrupt = lower.contains("corrupt") && !lower.contains("extraneous");
            if (first == null && (truncated || corrupt)) {
                first = ImageException.at(
                        ImageException.NO_OFFSET,
                        truncated ? Reason.TRUNCATED : Reason.CORRUPT,
                        warning + ", expected whole pixel data");
            }
        }

        void throwIfAny() {
            if (first != null) {
                throw first;
            }
        }
    }
}
