package dev.diptych.image.jpeg;

import dev.diptych.image.ImageException;
import dev.diptych.image.ImageException.Reason;
import dev.diptych.image.ImageFormat;
import dev.diptych.image.color.Samples;
import dev.diptych.image.color.Samples.Channels;
import dev.diptych.image.header.Header;
import dev.diptych.image.header.JpegColors;
import dev.diptych.image.imageio.Codecs;
import dev.diptych.image.imageio.Complaints;
import dev.diptych.image.imageio.MemoryInput;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.Objects;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Decodes a JPEG that {@link JpegScan} has prepared, through the JDK's reader, which is libjpeg. */
public final class JpegPixels {
    private JpegPixels() {}

    public static Samples decode(Header header, boolean keepTruncated) throws IOException {
        JpegColors colors = Objects.requireNonNull(header.colors());
        ImageReader reader = Codecs.reader(ImageFormat.JPEG).createReaderInstance();
        try (ImageInputStream in = new MemoryInput(header.codecInput())) {
            Complaints complaints = new Complaints();
            reader.addIIOReadWarningListener(complaints);
            reader.setInput(in, true, true);
            Samples samples = switch (colors) {
                case GREY -> rows(reader, header, Channels.GREY);
                case YCBCR, RGB -> rows(reader, header, Channels.RGB);
                case CMYK, YCCK -> inks(reader, header, colors);
            };
            if (!(keepTruncated && (header.truncation() != null || complaints.areOfTruncation()))) {
                complaints.throwIfAny();
            }
            return samples;
        } finally {
            reader.dispose();
        }
    }

    private static Samples rows(ImageReader reader, Header header, Channels channels) throws IOException {
        int width = header.width();
        int height = header.height();
        byte[] pixels = new byte[Math.multiplyExact(Math.multiplyExact(width, height), channels.count())];
        RowSink sink = RowSink.of(width, height, channels.count(), pixels);
        ImageReadParam parameters = reader.getDefaultReadParam();
        parameters.setDestination(sink.asImage());
        reader.read(0, parameters);
        if (sink.rows() < height) {
            throw ImageException.at(
                    ImageException.NO_OFFSET, Reason.CORRUPT, sink.rows() + " rows, expected " + height);
        }
        return new Samples(width, height, channels, pixels);
    }

    /** Four components are stored inverted, as every common program writes them, with or without Adobe's marker. */
    private static Samples inks(ImageReader reader, Header header, JpegColors colors) throws IOException {
        Raster raster = reader.readRaster(0, null);
        if (!(raster.getDataBuffer() instanceof DataBufferByte data)
                || raster.getWidth() != header.width()
                || raster.getHeight() != header.height()
                || data.getSize() != header.width() * header.height() * 4) {
            throw new IllegalStateException("the reader gives " + raster + ", expected four interleaved bytes");
        }
        byte[] inks = data.getData();
        if (colors == JpegColors.YCCK) {
            YccConversion.toInvertedRgb(inks);
        }
        for (int i = 0; i < inks.length; i++) {
            inks[i] = (byte) ~inks[i];
        }
        return new Samples(header.width(), header.height(), Channels.CMYK, inks);
    }
}
