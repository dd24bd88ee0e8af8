package dev.diptych.image;

import dev.diptych.image.Samples.Channels;
import java.io.IOException;

/** Decodes a WebP that {@link WebpScan} has prepared: colours through ImageIO's plug-in, lossy ones' alpha here. */
final class WebpPixels {
    private static final int FIRST_CHUNK = 12;

    private WebpPixels() {}

    static Samples decode(Header header, DecodeOptions options) throws IOException {
        ByteReader in = new ByteReader(header.codecInput());
        if (!in.has(FIRST_CHUNK, "ALPH")) {
            return CodecPixels.decode(ImageFormat.WEBP, header, options);
        }
        long length = in.u32le(FIRST_CHUNK + 4L);
        long picture = FIRST_CHUNK + 8 + length + (length & 1);
        byte[] data = in.slice(picture + 8, picture + 8 + in.u32le(picture + 4));
        Samples colors =
                CodecPixels.decode(ImageFormat.WEBP, header.with(WebpScan.file(in.text(picture, 4), data)), options);
        if (colors.channels() != Channels.RGB) {
            return colors;
        }
        byte[] alpha = WebpAlpha.decode(
                in.slice(FIRST_CHUNK + 8, FIRST_CHUNK + 8 + length),
                header.width(),
                header.height(),
                webp -> CodecPixels.decode(ImageFormat.WEBP, header.with(webp), options));
        byte[] bytes = new byte[Math.multiplyExact(alpha.length, 4)];
        for (int i = 0; i < alpha.length; i++) {
            System.arraycopy(colors.bytes(), i * 3, bytes, i * 4, 3);
            bytes[i * 4 + 3] = alpha[i];
        }
        return new Samples(header.width(), header.height(), Channels.RGB_ALPHA, bytes);
    }
}
