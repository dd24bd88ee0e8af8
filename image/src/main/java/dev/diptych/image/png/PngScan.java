package dev.diptych.image.png;

import dev.diptych.image.ImageException;
import dev.diptych.image.ImageException.Reason;
import dev.diptych.image.header.ByteReader;
import dev.diptych.image.header.Header;
import dev.diptych.image.header.Orientation;
import dev.diptych.image.header.TiffDirectory;
import dev.diptych.image.text.PngText;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Walks the chunks of a PNG (W3C PNG, section 5) without inflating: finds its size, EXIF orientation and profile, checks
 * the order, ends and checksums of the chunks that make the picture, and passes these on without their checksums.
 */
public final class PngScan {
    static final int IHDR = 0x49484452;
    static final int PLTE = 0x504C5445;
    static final int IDAT = 0x49444154;
    static final int TRNS = 0x74524E53;
    private static final int IEND = 0x49454E44;
    private static final int EXIF = 0x65584966;
    private static final int ICCP = 0x69434350;
    private static final int TEXT = 0x74455874;
    private static final int COMPRESSED_TEXT = 0x7A545874;
    private static final int UNICODE_TEXT = 0x69545874;
    private static final int SIGNATURE = 8;
    private static final int HEADER = 13;

    private final ByteReader in;
    private final ByteArrayOutputStream kept;
    /** Of EXIF data, or else of XMP. */
    private Orientation orientation = Orientation.UPRIGHT;

    private Orientation xmpOrientation = Orientation.UPRIGHT;
    private boolean exifSeen;
    private byte @Nullable [] profile;
    private boolean dataSeen;

    private PngScan(ByteReader in) {
        this.in = in;
        this.kept = new ByteArrayOutputStream(in.length());
    }

    public static Header scan(ByteReader in) {
        return new PngScan(in).scan();
    }

    private Header scan() {
        @Nullable ImageException truncation = null;
        try {
            walk();
        } catch (ImageException e) {
            if (e.reason() != Reason.TRUNCATED || !dataSeen) {
                throw e;
            }
            truncation = e;
        }
        if (!dataSeen) {
            throw ImageException.at(
                    in.length(), Reason.CORRUPT, "image ends without pixel data, expected an IDAT chunk");
        }
        long width = in.u32be(SIGNATURE + 8);
        long height = in.u32be(SIGNATURE + 12);
        if (width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
            throw ImageException.at(
                    SIGNATURE + 8, Reason.CORRUPT, width + "x" + height + " pixels, expected each below 2^31");
        }
        return new Header(
                (int) width,
                (int) height,
                exifSeen ? orientation : xmpOrientation,
                profile,
                truncation,
                kept.toByteArray());
    }

    private void walk() {
        long at = SIGNATURE;
        int type;
        do {
            in.need(at, 8);
            long length = in.u32be(at);
            type = (int) in.u32be(at + 4);
            if (at == SIGNATURE && (type != IHDR || length != HEADER)) {
                throw ImageException.at(at, Reason.CORRUPT, "first chunk is not an IHDR of 13 bytes, expected one");
            }
            long data = at + 8;
            if (type == IDAT && data + length + 4 > in.length()) {
                keep(at, in.length() - data);
                dataSeen = true;
            }
            in.need(data, length + 4);
            if (type == EXIF) {
                exif(in, (int) data, (int) (data + length));
            } else if (type == ICCP) {
                profile = PngInflater.profile(in, (int) data, (int) (data + length));
            } else if (type == IHDR || type == PLTE || type == TRNS || type == IDAT) {
                requireChecksum((int) at, (int) length);
                dataSeen |= type == IDAT;
                keep(at, length);
            } else if (type == TEXT || type == COMPRESSED_TEXT || type == UNICODE_TEXT) {
                PngText.read(in.text(at + 4, 4), in.slice(data, data + length)).ifPresent(this::text);
            }
            at = data + length + 4;
        } while (type != IEND);
    }

    private void text(PngText text) {
        Optional<byte[]> raw = text.exif();
        if (raw.isPresent() && !exifSeen) {
            exif(new ByteReader(raw.get()), 0, raw.get().length);
        }
        if (text.xmpOrientation() > 0) {
            xmpOrientation = Orientation.ofExif(text.xmpOrientation());
        }
    }

    private void exif(ByteReader bytes, int from, int to) {
        TiffDirectory directory = TiffDirectory.read(bytes, from, to);
        if (directory.find(TiffDirectory.ORIENTATION) != TiffDirectory.ABSENT) {
            orientation = directory.orientation();
            exifSeen = true;
        }
    }

    /** Four bytes each of length and type, then the data. */
    private void keep(long at, long length) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            kept.write((int) (length >> shift));
        }
        kept.write(in.bytes(), (int) at + 4, (int) length + 4);
    }

    private void requireChecksum(int at, int length) {
        CRC32 crc = new CRC32();
        crc.update(in.bytes(), at + 4, length + 4);
        if (crc.getValue() != in.u32be(at + 8L + length)) {
            throw ImageException.at(
                    at, Reason.CORRUPT, "chunk's checksum differs, expected 0x" + Long.toHexString(crc.getValue()));
        }
    }
}
