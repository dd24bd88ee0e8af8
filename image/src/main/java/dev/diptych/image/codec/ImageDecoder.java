package dev.diptych.image.codec;

import dev.diptych.image.DecodeOptions;
import dev.diptych.image.DecodeScale;
import dev.diptych.image.DecodedImage;
import dev.diptych.image.ImageException;
import dev.diptych.image.ImageException.Reason;
import dev.diptych.image.ImageFormat;
import dev.diptych.image.RgbImage;
import dev.diptych.image.color.ColorProfiles;
import dev.diptych.image.color.Flattening;
import dev.diptych.image.color.Samples;
import dev.diptych.image.foreign.ForeignFormat;
import dev.diptych.image.gif.GifPixels;
import dev.diptych.image.gif.GifScan;
import dev.diptych.image.header.ByteReader;
import dev.diptych.image.header.Header;
import dev.diptych.image.imageio.BmpScan;
import dev.diptych.image.imageio.CodecPixels;
import dev.diptych.image.imageio.MemoryInput;
import dev.diptych.image.jpeg.JpegPixels;
import dev.diptych.image.jpeg.JpegScan;
import dev.diptych.image.png.PngPixels;
import dev.diptych.image.png.PngScan;
import dev.diptych.image.tiff.file.TiffPixels;
import dev.diptych.image.tiff.file.TiffScan;
import dev.diptych.image.webp.WebpPixels;
import dev.diptych.image.webp.WebpScan;
import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;
import javax.imageio.IIOException;
import org.jspecify.annotations.Nullable;

/**
 * Decodes any image file that is whole and within limits to upright 8-bit RGB.
 *
 * <p>Grey, palette, 16-bit and CMYK images become RGB. Embedded ICC profiles are converted to sRGB; a profile that is
 * broken, or is for other colours than the image has, is ignored. Transparent pixels are laid on the background. EXIF's
 * orientation is undone. Of several images in one file the first is taken. Immutable; any number of threads may share one decoder.
 */
public final class ImageDecoder {
    /** Four bytes each fill the largest array. */
    private static final long MAX_ARRAY_PIXELS = 500_000_000;

    private final DecodeOptions options;

    public ImageDecoder(DecodeOptions options) {
        this.options = options;
    }

    public ImageDecoder() {
        this(DecodeOptions.DEFAULT);
    }

    /** As {@link #decode(byte[], String)}, for a file without a name. */
    public DecodedImage decode(byte[] file) {
        return decode(file, ImageException.UNNAMED);
    }

    /**
     * Decodes one file.
     *
     * @param file the file's bytes; not changed
     * @param source the file's name in messages, such as {@code shard-00012.tar!000345.jpg}
     * @throws ImageException if the bytes give no image, for whatever reason; nothing else is thrown
     */
    public DecodedImage decode(byte[] file, String source) {
        return decode(file, source, DecodeScale.EXACT);
    }

    /**
     * Decodes one file, smaller than it is if it is a JPEG that asks for it: in less time, and to somewhat other pixels than
     * a resize gives.
     *
     * @param scale is asked for the divisor; it is 1 for four components, for what is damaged, and where libjpeg-turbo is not there
     * @throws ImageException as {@link #decode(byte[], String)}
     */
    public DecodedImage decode(byte[] file, String source, DecodeScale scale) {
        if (file.length == 0) {
            throw new ImageException(Reason.EMPTY, source, 0, "no bytes, expected an image", null);
        }
        ImageFormat format = ImageFormat.detect(file).orElseThrow(() -> unknown(file, source));
        try {
            Header header = scan(format, file);
            header.requireAtMost(Math.min(options.maxPixels(), MAX_ARRAY_PIXELS));
            if (header.truncation() != null && !options.keepTruncated()) {
                throw header.truncation();
            }
            int divisor = format == ImageFormat.JPEG ? scale.of(header.width(), header.height()) : 1;
            @Nullable Samples smaller = divisor > 1 ? JpegPixels.decodeSmaller(header, divisor) : null;
            Samples samples = smaller == null ? decodeSamples(format, header) : smaller;
            if (header.profile() != null) {
                samples = ColorProfiles.toSrgb(samples, header.profile());
            }
            RgbImage stored = Flattening.toRgb(samples, options.background());
            RgbImage upright = header.orientation().toUpright(stored);
            return new DecodedImage(
                    upright,
                    format,
                    header.width(),
                    header.height(),
                    header.orientation().turns(),
                    smaller == null ? 1 : divisor,
                    header.truncation() != null);
        } catch (ImageException e) {
            throw e.in(source);
        } catch (EOFException | MemoryInput.EndlessReadException e) {
            throw failed(Reason.TRUNCATED, source, "pixel data end early, expected a whole image", e);
        } catch (OutOfMemoryError e) {
            throw failed(Reason.OUT_OF_MEMORY, source, "memory ran out, expected the image to fit", e);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw failed(Reason.CORRUPT, source, broken(format, e), e);
        }
    }

    /** What libjpeg says is about the file; what others say is about their own insides, and stays in the cause. */
    private static String broken(ImageFormat format, Throwable e) {
        String said = e.getMessage();
        String told = format == ImageFormat.JPEG && e instanceof IIOException && said != null
                ? " (" + said.strip() + ")"
                : "";
        return "pixel data broken" + told + ", expected those of a " + format;
    }

    private static ImageException failed(Reason reason, String source, String detail, Throwable e) {
        return new ImageException(reason, source, ImageException.NO_OFFSET, detail, e);
    }

    private static ImageException unknown(byte[] file, String source) {
        Optional<ForeignFormat> foreign = ForeignFormat.detect(file);
        String actual = foreign.map(ForeignFormat::title).orElse("unknown signature");
        String hint = foreign.map(ForeignFormat::hint).orElse("");
        return new ImageException(
                foreign.filter(ForeignFormat::isPicture).isPresent() ? Reason.UNSUPPORTED_FORMAT : Reason.NOT_AN_IMAGE,
                source,
                0,
                actual + ", expected JPEG, PNG, WebP, GIF, BMP or TIFF" + hint,
                null);
    }

    private static Header scan(ImageFormat format, byte[] file) {
        ByteReader in = new ByteReader(file);
        return switch (format) {
            case JPEG -> JpegScan.scan(in);
            case PNG -> PngScan.scan(in);
            case WEBP -> WebpScan.scan(in);
            case GIF -> GifScan.scan(in);
            case BMP -> BmpScan.scan(in);
            case TIFF -> TiffScan.scan(in);
        };
    }

    private Samples decodeSamples(ImageFormat format, Header header) throws IOException {
        boolean keepTruncated = options.keepTruncated();
        return switch (format) {
            case JPEG -> JpegPixels.decode(header, keepTruncated);
            case PNG -> PngPixels.decode(header.codecInput(), keepTruncated);
            case GIF -> GifPixels.decode(header.codecInput(), keepTruncated);
            case WEBP -> WebpPixels.decode(header, keepTruncated);
            case TIFF -> TiffPixels.decode(header, options);
            case BMP -> CodecPixels.decode(format, header, options);
        };
    }
}
