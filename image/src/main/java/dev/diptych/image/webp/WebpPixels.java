package dev.diptych.image.webp;

import dev.diptych.image.ImageException;
import dev.diptych.image.color.Samples;
import dev.diptych.image.color.Samples.Channels;
import dev.diptych.image.header.ByteReader;
import dev.diptych.image.header.Header;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Decodes the picture that {@link WebpScan} has passed on onto its canvas, which is transparent elsewhere. */
public final class WebpPixels {
    private WebpPixels() {}

    /** Rows that are missing at the end are white where the file is truncated and {@code keepTruncated}. */
    public static Samples decode(Header header, boolean keepTruncated) {
        ByteReader in = new ByteReader(header.codecInput());
        WebpFrame frame = WebpFrame.read(in, 0);
        byte[] chunks = in.slice(WebpFrame.BYTES, in.length());
        Samples picture = keepTruncated && header.truncation() != null
                ? beginning(chunks, frame, header.truncation())
                : Libwebp.decode(chunks, frame, frame.height());
        return frame.covers(header.width(), header.height()) ? picture : onCanvas(picture, frame, header);
    }

    /** The rows that are there, found by halving; the truncation itself where there is none. */
    private static Samples beginning(byte[] chunks, WebpFrame frame, ImageException truncation) {
        @Nullable Samples found = null;
        for (int step = Integer.highestOneBit(frame.height()); step > 0; step >>= 1) {
            int rows = step + (found == null ? 0 : found.height());
            try {
                found = rows > frame.height() ? found : Libwebp.decode(chunks, frame, rows);
            } catch (ImageException e) {
                truncation.addSuppressed(e);
            }
        }
        if (found == null) {
            throw truncation;
        }
        // An even number of rows ends between two that share their colours: the last would differ a little.
        int whole = found.height() == frame.height() ? found.height() : found.height() - 1 | 1;
        int rowBytes = frame.width() * found.channels().count();
        byte[] bytes = new byte[Math.multiplyExact(rowBytes, frame.height())];
        System.arraycopy(found.bytes(), 0, bytes, 0, whole * rowBytes);
        Arrays.fill(bytes, whole * rowBytes, bytes.length, (byte) 0xFF);
        return new Samples(frame.width(), frame.height(), found.channels(), bytes);
    }

    private static Samples onCanvas(Samples picture, WebpFrame frame, Header header) {
        int step = picture.channels().count();
        byte[] canvas = new byte[Math.multiplyExact(Math.multiplyExact(header.width(), header.height()), 4)];
        int f = 0;
        for (int y = 0; y < frame.height(); y++) {
            int t = ((frame.top() + y) * header.width() + frame.left()) * 4;
            for (int x = 0; x < frame.width(); x++, f += step, t += 4) {
                canvas[t + 3] = (byte) 0xFF;
                System.arraycopy(picture.bytes(), f, canvas, t, step);
            }
        }
        return new Samples(header.width(), header.height(), Channels.RGB_ALPHA, canvas);
    }
}
