package dev.diptych.image.imageio;

import dev.diptych.image.DecodeOptions;
import dev.diptych.image.ImageException;
import dev.diptych.image.ImageException.Reason;
import dev.diptych.image.ImageFormat;
import dev.diptych.image.color.Samples;
import dev.diptych.image.header.Header;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageInputStream;

/** Decodes BMP and TIFF through ImageIO's plug-ins. */
public final class CodecPixels {
    private static final int WHITE = 0xFFFFFFFF;

    private CodecPixels() {}

    /** Pixels that are missing at the end are white where the file is truncated and {@code keepTruncated}. */
    public static Samples decode(ImageFormat format, Header header, DecodeOptions options) throws IOException {
        ImageReader reader = Codecs.reader(format).createReaderInstance();
        try (ImageInputStream in = new MemoryInput(header.codecInput())) {
            Complaints complaints = new Complaints();
            reader.addIIOReadWarningListener(complaints);
            reader.setInput(in, true, true);
            Header.requireAtMost(reader.getWidth(0), reader.getHeight(0), options.maxPixels());
            if (options.keepTruncated() && header.truncation() != null) {
                return beginning(reader, header.truncation());
            }
            BufferedImage picture = reader.read(0);
            complaints.throwIfAny();
            if (picture.getWidth() != header.width() || picture.getHeight() != header.height()) {
                throw ImageException.at(
                        ImageException.NO_OFFSET,
                        Reason.CORRUPT,
                        "picture of " + picture.getWidth() + "x" + picture.getHeight() + ", expected " + header.width()
                                + "x" + header.height());
            }
            return PixelCopy.copy(picture);
        } finally {
            reader.dispose();
        }
    }

    /** What the codec has written when it fails; the truncation itself if that is nothing. */
    private static Samples beginning(ImageReader reader, ImageException truncation) throws IOException {
        Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
        BufferedImage picture = types.next().createBufferedImage(reader.getWidth(0), reader.getHeight(0));
        int[] row = new int[picture.getWidth()];
        Arrays.fill(row, WHITE);
        for (int y = 0; y < picture.getHeight(); y++) {
            picture.setRGB(0, y, row.length, 1, row, 0, row.length);
        }
        Samples blank = PixelCopy.copy(picture);
        ImageReadParam parameters = reader.getDefaultReadParam();
        parameters.setDestination(picture);
        try {
            reader.read(0, parameters);
        } catch (IOException | RuntimeException e) {
            Samples decoded = PixelCopy.copy(picture);
            if (Arrays.equals(decoded.bytes(), blank.bytes())) {
                truncation.addSuppressed(e);
                throw truncation;
            }
            return decoded;
        }
        return PixelCopy.copy(picture);
    }
}
