package dev.diptych.ingest.caption;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The captions of one image.
 *
 * @param captions clean, the best first, none twice but for case
 * @param rejected those that are not used
 * @param cut how many there were beyond what one image may have
 */
public record CaptionSet(List<String> captions, List<CaptionText> rejected, long cut) {
    /** The captions of an image that has none. */
    public static final CaptionSet NONE = new CaptionSet(List.of(), List.of(), 0);

    public CaptionSet {
        captions = List.copyOf(captions);
        rejected = List.copyOf(rejected);
    }

    /**
     * Cleans captions.
     *
     * @param maxLength the most Unicode characters that one may have
     * @param cut how many are not among them
     */
    public static CaptionSet of(List<String> raw, int maxLength, long cut) {
        Map<String, String> kept = new LinkedHashMap<>();
        List<CaptionText> rejected = new ArrayList<>();
        for (String caption : raw) {
            CaptionText clean = CaptionText.clean(caption, maxLength);
            if (clean.problem() == null) {
                kept.putIfAbsent(clean.text().toLowerCase(Locale.ROOT), clean.text());
            } else {
                rejected.add(clean);
            }
        }
        return new CaptionSet(List.copyOf(kept.values()), rejected, cut);
    }
}
