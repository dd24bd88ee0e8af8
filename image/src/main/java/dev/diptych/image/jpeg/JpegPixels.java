package dev.diptych.image.jpeg;

import dev.diptych.image.color.Samples;
import dev.diptych.image.color.Samples.Channels;
import dev.diptych.image.header.Header;
import dev.diptych.image.header.JpegColors;
import dev.diptych.image.turbo.TurboJpeg;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a JPEG that {@link JpegScan} has prepared: by libjpeg-turbo, and what that does not take, or complains of, by the
 * JDK's reader.
 */
public final class JpegPixels {
    private JpegPixels() {}

    /**
     * Decodes the whole.
     *
     * @param keepTruncated whether what there is of a file that was cut short is an image
     */
    public static Samples decode(Header header, boolean keepTruncated) throws IOException {
        JpegColors colors = Objects.requireNonNull(header.colors());
        byte[] samples = header.truncation() == null ? TurboJpeg.decode(header) : null;
        return of(header, colors, samples == null ? JdkJpeg.decode(header, colors, keepTruncated) : samples);
    }

    /** Decodes a JPEG whose sides are divided by 2, 4 or 8, and rounded up; null where only the whole of it can be had. */
    public static @Nullable Samples decodeSmaller(Header header, int divisor) {
        return header.truncation() == null ? TurboJpeg.decodeReduced(header, divisor) : null;
    }

    /** The samples that a decoder gives, in the channels that they are. */
    static Samples of(Header header, JpegColors colors, byte[] samples) {
        Channels channels = switch (colors) {
            case GREY -> Channels.GREY;
            case YCBCR, RGB -> Channels.RGB;
            case CMYK, YCCK -> Channels.CMYK;
        };
        if (channels == Channels.CMYK) {
            invertInks(samples, colors);
        }
        return new Samples(header.width(), header.height(), channels, samples);
    }

    /** Four components are stored inverted, as every common program writes them, with or without Adobe's marker. */
    private static void invertInks(byte[] inks, JpegColors colors) {
        if (colors == JpegColors.YCCK) {
            YccConversion.toInvertedRgb(inks);
        }
        for (int i = 0; i < inks.length; i++) {
            inks[i] = (byte) ~inks[i];
        }
    }
}
