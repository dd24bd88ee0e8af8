package dev.diptych.image.header;

import dev.diptych.image.ImageException;
import dev.diptych.image.ImageException.Reason;
import java.util.Arrays;

/**
 * What the components of a JPEG are: told by libjpeg's rules (jdapimin.c, default_decompress_parms), which every common
 * reader follows.
 */
public enum JpegColors {
    GREY(-1),
    YCBCR(-1),
    RGB(0),
    CMYK(0),
    YCCK(2);

    /** The transform of a file without Adobe's marker. */
    public static final int NO_ADOBE = -1;

    private static final byte[] JFIF = {
        (byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xE0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
    };
    private static final byte[] ADOBE = {
        (byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xEE, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
    };

    private final int adobeTransform;

    JpegColors(int adobeTransform) {
        this.adobeTransform = adobeTransform;
    }

    /**
     * The components of a frame header.
     *
     * @param ids one per component
     */
    public record Frame(int[] ids) {
        public static Frame read(ByteReader in, int at) {
            int count = in.u8(at);
            int[] ids = new int[count];
            for (int i = 0; i < count; i++) {
                ids[i] = in.u8(at + 1L + 3 * i);
            }
            return new Frame(ids);
        }

        private boolean has(int... wanted) {
            return Arrays.equals(ids, wanted);
        }
    }

    /**
     * The colours of a JPEG file.
     *
     * @param jfif whether there is a JFIF marker
     * @param adobeTransform of Adobe's marker: 0 none, 1 YCbCr, 2 YCCK; or {@link #NO_ADOBE}
     * @throws ImageException of {@code UNSUPPORTED_FORMAT} unless there are 1, 3 or 4 components
     */
    public static JpegColors of(Frame frame, boolean jfif, int adobeTransform) {
        return switch (frame.ids().length) {
            case 1 -> GREY;
            case 3 -> {
                if (jfif || adobeTransform > 0) {
                    yield YCBCR;
                }
                yield adobeTransform == 0 || (adobeTransform == NO_ADOBE && frame.has('R', 'G', 'B')) ? RGB : YCBCR;
            }
            case 4 -> adobeTransform > 0 ? YCCK : CMYK;
            default ->
                throw ImageException.at(
                        ImageException.NO_OFFSET,
                        Reason.UNSUPPORTED_FORMAT,
                        frame.ids().length + " components, expected 1, 3 or 4");
        };
    }

    /** The colours of a JPEG inside a TIFF: of three components YCbCr if the TIFF says so, else any as they are. */
    public static JpegColors inTiff(int components, boolean ycbcr) {
        return switch (components) {
            case 1 -> GREY;
            case 3 -> ycbcr ? YCBCR : RGB;
            case 4 -> CMYK;
            default ->
                throw ImageException.at(
                        ImageException.NO_OFFSET,
                        Reason.UNSUPPORTED_FORMAT,
                        "TIFF of JPEG with " + components + " components, expected 1, 3 or 4");
        };
    }

    /** These colours, if the frame has as many components. */
    public JpegColors requireComponents(Frame frame) {
        int components = this == GREY ? 1 : this == CMYK || this == YCCK ? 4 : 3;
        if (frame.ids().length != components) {
            throw ImageException.at(
                    ImageException.NO_OFFSET,
                    Reason.CORRUPT,
                    frame.ids().length + " components, expected " + components);
        }
        return this;
    }

    /** The start of an image of these colours: SOI, then the segment that says so. */
    public byte[] marker() {
        if (adobeTransform < 0) {
            return JFIF.clone();
        }
        byte[] marker = ADOBE.clone();
        marker[marker.length - 1] = (byte) adobeTransform;
        return marker;
    }
}
