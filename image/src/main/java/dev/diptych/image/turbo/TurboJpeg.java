package dev.diptych.image.turbo;

import dev.diptych.image.RgbImage;
import dev.diptych.image.color.Samples;
import dev.diptych.image.header.Header;
import dev.diptych.image.header.JpegColors;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * JPEG by libjpeg-turbo, of whole files without any fault: what is damaged is left to who can say how.
 *
 * <p>Where the library cannot be loaded, every method gives null, as for a file that is not for it.
 */
public final class TurboJpeg {
    /** The largest side that libjpeg takes. */
    private static final int MAX_SIDE = 65_500;

    /** The minor version of JFIF in the first segment: 1.02, which the JDK's writer names too, in place of libjpeg's 1.01. */
    private static final int JFIF_MINOR_AT = 12;

    private TurboJpeg() {}

    /** Whether the library is there; where it is not, JPEG is the JDK's. */
    public static boolean isLoaded() {
        return TurboLibrary.LEPTONICA;
    }

    /**
     * The samples of a JPEG as they lie, uint8 [H, W, C], YCbCr as RGB.
     *
     * @param header with the colours and the prepared file of a scan, whose size is within limits
     * @return null where this is not for libjpeg-turbo, or where it complains of anything
     */
    public static byte @Nullable [] decode(Header header) {
        JpegColors colors = Objects.requireNonNull(header.colors());
        FrameHeader frame = TurboLibrary.LEPTONICA ? FrameHeader.find(header.codecInput()) : null;
        if (frame == null) {
            return null;
        }
        if (TurboLibrary.TIFF_FIELDS != null && JpegTiff.holds(colors, frame)) {
            return TiffRows.decode(TurboLibrary.TIFF_FIELDS, header, colors, frame);
        }
        Samples samples = decodeReduced(header, 1);
        return samples == null ? null : samples.bytes();
    }

    /**
     * A JPEG whose sides are divided by a number, and rounded up, as it is decoded: by inverse cosine transforms of fewer
     * points.
     *
     * @param reduction 1, 2, 4 or 8
     * @return RGB or grey; null where this is not for libjpeg-turbo, or where it complains of anything
     */
    public static @Nullable Samples decodeReduced(Header header, int reduction) {
        JpegColors colors = Objects.requireNonNull(header.colors());
        if (!TurboLibrary.LEPTONICA || colors == JpegColors.CMYK || colors == JpegColors.YCCK) {
            return null;
        }
        try (Picture picture = Picture.decode(header.codecInput(), reduction)) {
            Samples samples = picture == null ? null : picture.samples();
            boolean expected = samples != null
                    && samples.width() == divided(header.width(), reduction)
                    && samples.height() == divided(header.height(), reduction)
                    && samples.channels().count() == JpegTiff.components(colors);
            return expected ? samples : null;
        }
    }

    private static int divided(int side, int reduction) {
        return (side + reduction - 1) / reduction;
    }

    /**
     * An image as a baseline JPEG with 4:2:0 chroma: the bytes that the JDK's writer gives over libjpeg-turbo.
     *
     * @param quality 1 to 100 on libjpeg's scale
     * @return null where the image is too large, or libjpeg-turbo not there
     */
    public static byte @Nullable [] encode(RgbImage image, int quality) {
        if (!TurboLibrary.LEPTONICA || Math.max(image.width(), image.height()) > MAX_SIDE) {
            return null;
        }
        try (Picture picture = Picture.of(image)) {
            byte[] file = picture == null ? null : picture.encoded(quality);
            if (file != null) {
                file[JFIF_MINOR_AT] = 2;
            }
            return file;
        }
    }
}
