package dev.diptych.image.tiff.file;

import dev.diptych.image.ImageException;
import dev.diptych.image.ImageException.Reason;
import dev.diptych.image.color.ColorProfile;
import dev.diptych.image.header.ByteReader;
import dev.diptych.image.header.Header;
import dev.diptych.image.header.TiffDirectory;
import dev.diptych.image.tiff.Compression;
import dev.diptych.image.tiff.TiffException;
import dev.diptych.image.tiff.TiffPicture;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the first directory of a TIFF (TIFF 6.0): finds its size, orientation and profile, and whether all of its strips
 * or tiles lie inside the file. The profile is hidden from the codec of faxes, which would try to use it.
 */
public final class TiffScan {
    private static final int ICC_PROFILE = 34675;

    private TiffScan() {}

    public static Header scan(ByteReader in) {
        TiffDirectory directory = TiffDirectory.read(in, 0, in.length());
        if (directory.cut() || directory.lacksValues()) {
            throw ImageException.at(
                    in.length(),
                    Reason.TRUNCATED,
                    "ends after " + in.length() + " bytes, expected a whole directory and its values");
        }
        TiffPicture picture = picture(directory);
        long end = picture.dataEnd();
        @Nullable
        ImageException truncation = end <= in.length()
                ? null
                : ImageException.at(
                        in.length(),
                        Reason.TRUNCATED,
                        "ends after " + in.length() + " bytes, expected pixel data up to byte " + end);
        return new Header(
                picture.width(),
                picture.height(),
                directory.orientation(),
                profile(directory),
                truncation,
                picture.compression() == Compression.CCITT ? faxInput(directory, end) : in.bytes());
    }

    /** The picture of a directory, as far as it can be decoded. */
    static TiffPicture picture(TiffDirectory directory) {
        try {
            return TiffPicture.read(directory, directory.little());
        } catch (TiffException e) {
            throw of(e);
        }
    }

    static ImageException of(TiffException e) {
        return ImageException.at(
                ImageException.NO_OFFSET,
                e.isUnsupported() ? Reason.UNSUPPORTED_FORMAT : Reason.CORRUPT,
                String.valueOf(e.getMessage()));
    }

    /** The codec refuses to start on a file that is cut; with zeros at its end it decodes what is there. */
    private static byte[] faxInput(TiffDirectory directory, long end) {
        int length = directory.in().length();
        byte[] file = Arrays.copyOf(directory.in().bytes(), (int) Math.max(length, Math.min(end, 2L * length)));
        long profileEntry = directory.find(ICC_PROFILE);
        if (profileEntry != TiffDirectory.ABSENT) {
            file[(int) profileEntry + (directory.little() ? 0 : 1)]++;
        }
        return file;
    }

    private static byte @Nullable [] profile(TiffDirectory directory) {
        long[] numbers = directory.numbers(ICC_PROFILE);
        if (numbers.length == 0 || numbers.length > ColorProfile.MAX_BYTES) {
            return null;
        }
        byte[] bytes = new byte[numbers.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) numbers[i];
        }
        return bytes;
    }
}
