package dev.diptych.image.gif;

import dev.diptych.image.ImageException;
import dev.diptych.image.ImageException.Reason;
import dev.diptych.image.header.ByteReader;
import dev.diptych.image.header.Header;
import dev.diptych.image.header.Orientation;
import org.jspecify.annotations.Nullable;

/** Finds the size of a GIF, and whether its first picture is whole, without decoding; what follows is not looked at. */
public final class GifScan {
    private GifScan() {}

    public static Header scan(ByteReader in) {
        GifFrame frame = GifFrame.read(in);
        @Nullable ImageException truncation = null;
        try {
            GifFrame.skipSubBlocks(in, frame.dataAt() + 1);
        } catch (ImageException e) {
            if (e.reason() != Reason.TRUNCATED) {
                throw e;
            }
            truncation = e;
        }
        return new Header(frame.screenWidth(), frame.screenHeight(), Orientation.UPRIGHT, null, truncation, in.bytes());
    }
}
