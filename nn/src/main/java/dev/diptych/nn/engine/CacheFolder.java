package dev.diptych.nn.engine;

import java.nio.file.Path;
import java.util.Map;

/** Where what can be made or fetched again is kept: archives, compiled kernels, verdicts of self-tests. */
public final class CacheFolder {
    private CacheFolder() {}

    /** The folder of this process. */
    public static Path ofProcess() {
        return of(System.getenv(), Path.of(System.getProperty("user.home")));
    }

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
