package dev.diptych.image.jpeg;

import dev.diptych.image.ImageException;
import dev.diptych.image.ImageException.Reason;
import dev.diptych.image.ImageFormat;
import dev.diptych.image.header.Header;
import dev.diptych.image.header.JpegColors;
import dev.diptych.image.imageio.Codecs;
import dev.diptych.image.imageio.Complaints;
import dev.diptych.image.imageio.MemoryInput;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.IOException;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** JPEG by the JDK's reader, which is some libjpeg: says what is wrong with a file, and keeps what there is of it. */
final class JdkJpeg {
    private JdkJpeg() {}

    /** The samples of a JPEG as they lie, uint8 [H, W, C], YCbCr as RGB. */
    static byte[] decode(Header header, JpegColors colors, boolean keepTruncated) throws IOException {
        ImageReader reader = Codecs.reader(ImageFormat.JPEG).createReaderInstance();
        try (ImageInputStream in = new MemoryInput(header.codecInput())) {
            Complaints complaints = new Complaints();
            reader.addIIOReadWarningListener(complaints);
            reader.setInput(in, true, true);
            byte[] samples = switch (colors) {
                case GREY -> rows(reader, header, 1);
                case YCBCR, RGB -> rows(reader, header, 3);
                case CMYK, YCCK -> raw(reader, header);
            };
            if (!(keepTruncated && (header.truncation() != null || complaints.areOfTruncation()))) {
                complaints.throwIfAny();
            }
            return samples;
        } finally {
            reader.dispose();
        }
    }

    private static byte[] rows(ImageReader reader, Header header, int channels) throws IOException {
        int width = header.width();
        int height = header.height();
        byte[] pixels = new byte[Math.multiplyExact(Math.multiplyExact(width, height), channels)];
        RowSink sink = RowSink.of(width, height, channels, pixels);
        ImageReadParam parameters = reader.getDefaultReadParam();
        parameters.setDestination(sink.asImage());
        reader.read(0, parameters);
        if (sink.rows() < height) {
            throw ImageException.at(
                    ImageException.NO_OFFSET, Reason.CORRUPT, sink.rows() + " rows, expected " + height);
        }
        return pixels;
    }

    private static byte[] raw(ImageReader reader, Header header) throws IOException {
        Raster raster = reader.readRaster(0, null);
        if (!(raster.getDataBuffer() instanceof DataBufferByte data)
                || raster.getWidth() != header.width()
                || raster.getHeight() != header.height()
                || data.getSize() != header.width() * header.height() * 4) {
            throw new IllegalStateException("the reader gives " + raster + ", expected four interleaved bytes");
        }
        return data.getData();
    }
}
