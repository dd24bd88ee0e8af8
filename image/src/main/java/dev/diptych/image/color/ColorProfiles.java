package dev.diptych.image.color;

import dev.diptych.image.color.Samples.Channels;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The profiles of the last files: whole collections share a few, and making one takes as long as many pictures. */
public final class ColorProfiles {
    private static final int MAX_ENTRIES = 16;

    private record Key(ByteBuffer icc, Channels channels) {}

    private static final Map<Key, Optional<ColorProfile>> RECENT = new LinkedHashMap<>(16, 0.75f, true);

    private ColorProfiles() {}

    /** {@code picture} in sRGB, by the profile {@code icc}. */
    public static Samples toSrgb(Samples picture, byte[] icc) {
        return get(icc, picture.channels())
                .map(profile -> profile.toSrgb(picture))
                .orElse(picture);
    }

    private static Optional<ColorProfile> get(byte[] icc, Channels channels) {
        Key key = new Key(ByteBuffer.wrap(icc), channels);
        synchronized (RECENT) {
            Optional<ColorProfile> known = RECENT.get(key);
            if (known != null) {
                return known;
            }
        }
        Optional<ColorProfile> made = Optional.ofNullable(ColorProfile.of(icc, channels));
        synchronized (RECENT) {
            RECENT.put(key, made);
            if (RECENT.size() > MAX_ENTRIES) {
                RECENT.remove(RECENT.keySet().iterator().next());
            }
        }
        return made;
    }
}
