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
 */
public record CaptionSet(List<String> captions, List<CaptionText> rejected) {
    /** The captions of an image that has none. */
    public static final CaptionSet NONE = new CaptionSet(List.of(), List.of());

    public CaptionSet {
        captions = List.copyOf(captions);
        rejected = List.copyOf(rejected);
    }

    /**
     * Cleans captions.
     *
     * @param maxLength the most Unicode characters that one may have
     */
    public static CaptionSet of(List<String> raw, int maxLength) {
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
        return new CaptionSet(List.copyOf(kept.values()), rejected);
    }
}
