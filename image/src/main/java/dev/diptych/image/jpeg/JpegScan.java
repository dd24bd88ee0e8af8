package dev.diptych.image.jpeg;

import dev.diptych.image.ImageException;
import dev.diptych.image.ImageException.Reason;
import dev.diptych.image.header.ByteReader;
import dev.diptych.image.header.Header;
import dev.diptych.image.header.JpegColors;
import dev.diptych.image.header.Orientation;
import dev.diptych.image.header.TiffDirectory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks the markers of a JPEG (ITU T.81, annex B) up to the end of the image, without decoding: finds its size, colours,
 * EXIF orientation and profile, and whether it is complete.
 *
 * <p>What goes to the codec is the image's own segments behind one marker that says the colours, so that a codec need
 * not guess them and has nothing else to trip over.
 */
public final class JpegScan {
    /** A progressive image has about ten; each costs a walk over all coefficients, and one of no bits takes 20 bytes. */
    private static final int MAX_SCANS = 100;

    private static final int TEM = 0x01;
    private static final int SOF0 = 0xC0;
    private static final int SOF2 = 0xC2;
    private static final int DHT = 0xC4;
    private static final int JPG = 0xC8;
    private static final int DAC = 0xCC;
    private static final int SOF15 = 0xCF;
    private static final int RST0 = 0xD0;
    private static final int SOI = 0xD8;
    private static final int EOI = 0xD9;
    private static final int SOS = 0xDA;
    private static final int APP0 = 0xE0;
    private static final int APP1 = 0xE1;
    private static final int APP2 = 0xE2;
    private static final int APP14 = 0xEE;
    private static final int APP15 = 0xEF;
    private static final int COM = 0xFE;

    private record Segment(int from, int length) {}

    private final ByteReader in;
    private final List<Segment> kept = new ArrayList<>();
    private final JpegProfile profile = new JpegProfile();
    private int width;
    private int height;
    private JpegColors.@Nullable Frame frame;
    private Orientation orientation = Orientation.UPRIGHT;
    private int scans;
    private boolean jfif;
    private int adobeTransform = JpegColors.NO_ADOBE;

    private JpegScan(ByteReader in) {
        this.in = in;
    }

    public static Header scan(ByteReader in) {
        return scan(in, null);
    }

    /** As {@link #scan(ByteReader)}, for a JPEG whose colours are told, whatever it says itself. */
    public static Header scan(ByteReader in, @Nullable JpegColors colors) {
        return new JpegScan(in).header(colors);
    }

    private Header header(@Nullable JpegColors told) {
        @Nullable ImageException truncation = null;
        int end = in.length();
        try {
            end = walk();
        } catch (ImageException e) {
            if (e.reason() != Reason.TRUNCATED || scans == 0) {
                throw e;
            }
            truncation = e;
        }
        if (scans == 0 || frame == null) {
            throw corrupt(end, "image ends without a scan, expected at least one");
        }
        JpegColors colors = told == null ? JpegColors.of(frame, jfif, adobeTransform) : told.requireComponents(frame);
        return new Header(width, height, orientation, profile.whole(), truncation, colors, codecInput(colors));
    }

    private byte[] codecInput(JpegColors colors) {
        byte[] marker = colors.marker();
        int length = kept.stream().mapToInt(Segment::length).sum();
        byte[] file = Arrays.copyOf(marker, marker.length + length + 2);
        int at = marker.length;
        for (Segment segment : kept) {
            System.arraycopy(in.bytes(), segment.from(), file, at, segment.length());
            at += segment.length();
        }
        file[file.length - 2] = (byte) 0xFF;
        file[file.length - 1] = (byte) EOI;
        return file;
    }

    /** Returns the offset of the end-of-image marker's code. */
    private int walk() {
        int at = nextMarker(2);
        while (in.u8(at) != EOI) {
            int marker = in.u8(at);
            if (marker == TEM || (marker >= RST0 && marker <= SOI)) {
                at = nextMarker(at + 1);
                continue;
            }
            int length = in.u16be(at + 1);
            if (length < 2) {
                throw corrupt(at, "segment of " + length + " bytes, expected at least 2");
            }
            if (scans > 0 && at + 1 + length > in.length()) {
                throw truncated();
            }
            in.need(at + 1, length);
            int end = at + 1 + length;
            if (marker >= APP0 && marker <= APP15) {
                application(marker, at + 3, end);
                at = nextMarker(end);
            } else {
                if (marker == SOS) {
                    startScan(at);
                } else if (isFrame(marker)) {
                    readFrame(marker, at);
                }
                int next;
                try {
                    next = nextMarker(end);
                } catch (ImageException e) {
                    keep(marker, at - 1, in.length());
                    throw e;
                }
                keep(marker, at - 1, marker == SOS ? next - 1 : end);
                at = next;
            }
        }
        return at;
    }

    private void keep(int marker, int from, int to) {
        if (marker != COM) {
            kept.add(new Segment(from, to - from));
        }
    }

    private void startScan(int at) {
        if (width == 0) {
            throw corrupt(at, "scan without frame header, expected one before it");
        }
        if (++scans > MAX_SCANS) {
            throw corrupt(at, "scan " + scans + ", expected at most " + MAX_SCANS);
        }
    }

    private void readFrame(int marker, int at) {
        if (width != 0) {
            throw corrupt(at, "second frame header, expected one");
        }
        if (marker > SOF2) {
            throw ImageException.at(
                    at,
                    Reason.UNSUPPORTED_FORMAT,
                    "JPEG process " + (marker - SOF0) + ", expected baseline, extended or progressive Huffman coding");
        }
        if (in.u8(at + 3) != 8) {
            throw ImageException.at(at + 3, Reason.UNSUPPORTED_FORMAT, in.u8(at + 3) + " bits per sample, expected 8");
        }
        height = in.u16be(at + 4);
        width = in.u16be(at + 6);
        if (width == 0 || height == 0) {
            throw corrupt(at + 4, width + "x" + height + " pixels, expected at least 1x1");
        }
        frame = JpegColors.Frame.read(in, at + 8);
    }

    private void application(int marker, int from, int to) {
        if (marker == APP0 && in.has(from, "JFIF\0")) {
            jfif = true;
        } else if (marker == APP1 && in.has(from, "Exif\0\0") && orientation == Orientation.UPRIGHT) {
            orientation = TiffDirectory.orientation(in, from + 6, to);
        } else if (marker == APP2 && in.has(from, "ICC_PROFILE\0")) {
            profile.add(in, from + 12, to);
        } else if (marker == APP14 && in.has(from, "Adobe") && to - from >= 12) {
            adobeTransform = in.u8(from + 11);
        }
    }

    /** The offset of the next marker's code; skips entropy-coded data, stuffed zeros, restarts and fill bytes. */
    private int nextMarker(int from) {
        for (int i = in.indexOfFf(from); i + 1 < in.length(); i = in.indexOfFf(i + 1)) {
            int code = in.u8(i + 1);
            if (code != 0 && code != 0xFF && !(code >= RST0 && code < SOI)) {
                return i + 1;
            }
        }
        throw truncated();
    }

    private ImageException truncated() {
        return ImageException.at(
                in.length(),
                Reason.TRUNCATED,
                "ends after " + in.length() + " bytes, expected " + (scans > 0 ? "an end-of-image marker" : "a scan"));
    }

    private static boolean isFrame(int marker) {
        return marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC;
    }

    private static ImageException corrupt(long at, String detail) {
        return ImageException.at(at, Reason.CORRUPT, detail);
    }
}
