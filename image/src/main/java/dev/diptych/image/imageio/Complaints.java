package dev.diptych.image.imageio;

import dev.diptych.image.ImageException;
import dev.diptych.image.ImageException.Reason;
import java.util.Locale;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import org.jspecify.annotations.Nullable;

/** Turns the warnings with which a codec goes on over missing or broken data into failures. */
public final class Complaints implements IIOReadWarningListener {
    private @Nullable ImageException first;

    @Override
    public void warningOccurred(ImageReader reader, String warning) {
        String lower = warning.toLowerCase(Locale.ROOT);
        // Bytes between segments are common and harmless; the rest of libjpeg's complaints mean lost pixels.
        boolean truncated = lower.contains("premature end");
        boolean corrupt = lower.contains("corrupt") && !lower.contains("extraneous");
        if (first == null && (truncated || corrupt)) {
            first = ImageException.at(
                    ImageException.NO_OFFSET,
                    truncated ? Reason.TRUNCATED : Reason.CORRUPT,
                    warning + ", expected whole pixel data");
        }
    }

    public boolean areOfTruncation() {
        return first != null && first.reason() == Reason.TRUNCATED;
    }

    public void throwIfAny() {
        if (first != null) {
            throw first;
        }
    }
}
