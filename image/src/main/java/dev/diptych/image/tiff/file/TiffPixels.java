package dev.diptych.image.tiff.file;

import dev.diptych.image.DecodeOptions;
import dev.diptych.image.ImageException;
import dev.diptych.image.ImageException.Reason;
import dev.diptych.image.ImageFormat;
import dev.diptych.image.color.Samples;
import dev.diptych.image.color.Samples.Channels;
import dev.diptych.image.header.ByteReader;
import dev.diptych.image.header.Header;
import dev.diptych.image.header.JpegColors;
import dev.diptych.image.header.TiffDirectory;
import dev.diptych.image.imageio.CodecPixels;
import dev.diptych.image.jpeg.JpegPixels;
import dev.diptych.image.jpeg.JpegScan;
import dev.diptych.image.tiff.Compression;
import dev.diptych.image.tiff.TiffDecoder;
import dev.diptych.image.tiff.TiffException;
import dev.diptych.image.tiff.TiffPicture;
import dev.diptych.image.tiff.TiffPicture.Alpha;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Decodes a TIFF that {@link TiffScan} has looked through: faxes through ImageIO's plug-in, all else here. */
public final class TiffPixels {
    private TiffPixels() {}

    /** Pixels that are missing are white where {@code options} keep what is truncated. */
    public static Samples decode(Header header, DecodeOptions options) throws IOException {
        ByteReader in = new ByteReader(header.codecInput());
        TiffPicture picture = TiffScan.picture(TiffDirectory.read(in, 0, in.length()));
        if (picture.compression() == Compression.CCITT) {
            return CodecPixels.decode(ImageFormat.TIFF, header, options);
        }
        boolean keepTruncated = options.keepTruncated() && header.truncation() != null;
        try {
            byte[] samples = TiffDecoder.decode(
                    in.bytes(),
                    picture,
                    (jpeg, columns, rows, components, ycbcr) ->
                            jpeg(jpeg, columns, rows, components, ycbcr, keepTruncated),
                    keepTruncated);
            if (samples.length == 0 && header.truncation() != null) {
                throw header.truncation();
            }
            return new Samples(picture.width(), picture.height(), channels(picture), samples);
        } catch (TiffException e) {
            throw TiffScan.of(e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static Channels channels(TiffPicture picture) {
        boolean alpha = picture.alpha() != Alpha.NONE;
        return switch (picture.color()) {
            case GREY -> alpha ? Channels.GREY_ALPHA : Channels.GREY;
            case RGB -> alpha ? Channels.RGB_ALPHA : Channels.RGB;
            case CMYK -> Channels.CMYK;
        };
    }

    private static byte[] jpeg(
            byte[] jpeg, int columns, int rows, int components, boolean ycbcr, boolean keepTruncated) {
        try {
            Header header = JpegScan.scan(new ByteReader(jpeg), JpegColors.inTiff(components, ycbcr));
            if (header.truncation() != null && !keepTruncated) {
                throw header.truncation();
            }
            if (header.width() != columns || header.height() > rows) {
                throw ImageException.at(
                        ImageException.NO_OFFSET,
                        Reason.CORRUPT,
                        "JPEG of " + header.width() + "x" + header.height() + " in a strip or tile, expected " + columns
                                + "x" + rows);
            }
            Samples samples = JpegPixels.decode(header, keepTruncated);
            return samples.channels() == Channels.CMYK ? inverted(samples.bytes()) : samples.bytes();
        } catch (ImageException e) {
            if (keepTruncated && e.reason() == Reason.TRUNCATED) {
                return new byte[0];
            }
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Undoes what is done to the four components of a JPEG on its own: in a TIFF they are as they are. */
    private static byte[] inverted(byte[] samples) {
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) ~samples[i];
        }
        return samples;
    }
}
