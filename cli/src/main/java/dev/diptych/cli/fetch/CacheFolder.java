package dev.diptych.cli.fetch;

import java.nio.file.Path;
import java.util.Map;

/** Where fetched archives are kept. */
public final class CacheFolder {
    private CacheFolder() {}

    /**
     * Returns {@code $DIPTYCH_CACHE}, else {@code $XDG_CACHE_HOME/diptych}, else {@code ~/.cache/diptych}.
     *
     * @param userHome where there is no {@code HOME}
     */
    public static Path of(Map<String, String> environment, Path userHome) {
        String own = environment.getOrDefault("DIPTYCH_CACHE", "");
        if (!own.isBlank()) {
            return Path.of(own).toAbsolutePath();
        }
        String shared = environment.getOrDefault("XDG_CACHE_HOME", "");
        if (!shared.isBlank()) {
            return Path.of(shared, "diptych").toAbsolutePath();
        }
        String home = environment.getOrDefault("HOME", "");
        return (home.isBlank() ? userHome : Path.of(home))
                .resolve(".cache/diptych")
                .toAbsolutePath();
    }
}
