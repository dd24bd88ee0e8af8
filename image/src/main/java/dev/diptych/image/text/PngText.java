package dev.diptych.image.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A text of a PNG (W3C PNG, section 11.3.4): a tEXt, zTXt or iTXt chunk.
 *
 * @param keyword what the text is
 * @param text its bytes as characters
 */
public record PngText(String keyword, String text) {
    private static final int MAX_BYTES = 1 << 20;
    private static final String EXIF_START = "Exif\0\0";
    /** ImageMagick's: a line break, the profile's name, its length, then its bytes in hexadecimal digits. */
    private static final Pattern RAW_PROFILE = Pattern.compile("(?s)\\s*\\w+\\s+\\d+\\s+([0-9A-Fa-f\\s]+?)\\s*");

    private static final Pattern XMP_ORIENTATION =
            Pattern.compile("tiff:Orientation(?:\\s*=\\s*[\"']|\\s*>\\s*)([1-8])(?:[\"']|\\s*<)");

    /**
     * Reads a chunk's data.
     *
     * @param type the chunk's type
     * @return the text; empty where the chunk is of another type, broken, or above a mebibyte
     */
    public static Optional<PngText> read(String type, byte[] data) {
        int keywordEnd = indexOfZero(data, 0);
        int at = keywordEnd + 1;
        boolean compressed = type.equals("zTXt");
        if (type.equals("iTXt")) {
            // A flag, a method, a language and the keyword in that, each of the last two with a zero behind.
            compressed = at < data.length && data[at] == 1;
            at = indexOfZero(data, indexOfZero(data, at + 2) + 1) + 1;
        } else if (compressed) {
            at++;
        } else if (!type.equals("tEXt")) {
            return Optional.empty();
        }
        if (at > data.length || data.length > MAX_BYTES) {
            return Optional.empty();
        }
        String keyword = new String(data, 0, keywordEnd, ISO_8859_1);
        byte[] text = Arrays.copyOfRange(data, at, data.length);
        return (compressed ? inflated(text) : Optional.of(text))
                .map(bytes -> new PngText(keyword, new String(bytes, ISO_8859_1)));
    }

    /** The EXIF data that the text is, from the TIFF header on. */
    public Optional<byte[]> exif() {
        if (!keyword.equals("Raw profile type exif") && !keyword.equals("Raw profile type APP1")) {
            return Optional.empty();
        }
        Matcher profile = RAW_PROFILE.matcher(text);
        if (!profile.matches()) {
            return Optional.empty();
        }
        String digits = profile.group(1).replaceAll("\\s", "");
        byte[] exif = HexFormat.of().parseHex(digits.substring(0, digits.length() & ~1));
        boolean header = new String(exif, ISO_8859_1).startsWith(EXIF_START);
        return Optional.of(header ? Arrays.copyOfRange(exif, EXIF_START.length(), exif.length) : exif);
    }

    /** EXIF's number of the orientation that the text says as XMP does; 0 where it says none. */
    public int xmpOrientation() {
        if (!keyword.equals("XML:com.adobe.xmp")) {
            return 0;
        }
        Matcher orientation = XMP_ORIENTATION.matcher(text);
        return orientation.find() ? Integer.parseInt(orientation.group(1)) : 0;
    }

    private static int indexOfZero(byte[] data, int from) {
        int at = from;
        while (at < data.length && data[at] != 0) {
            at++;
        }
        return at;
    }

    private static Optional<byte[]> inflated(byte[] data) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(data);
            byte[] text = new byte[Math.min(MAX_BYTES, 64 * data.length + 1024)];
            int length = inflater.inflate(text);
            return inflater.finished() ? Optional.of(Arrays.copyOf(text, length)) : Optional.empty();
        } catch (DataFormatException e) {
            return Optional.empty();
        } finally {
            inflater.end();
        }
    }
}
