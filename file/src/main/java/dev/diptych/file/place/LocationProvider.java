package dev.diptych.file.place;

import java.nio.file.Path;

/** Files of other systems than the operating system's; found by {@link java.util.ServiceLoader} where a module brings it. */
public interface LocationProvider {
    /**
     * Returns a place, there or not.
     *
     * @param url {@code scheme://authority/path}, nothing of which is encoded
     * @throws LocationException if no system of that scheme is known, or it cannot be reached
     */
    Path path(String url);
}
