package dev.diptych.nn.cuda;

import java.nio.file.Path;
import java.util.Map;

/** Where compiled kernels are kept. */
final class KernelCache {
    private KernelCache() {}

    /** {@code kernels} in {@code $DIPTYCH_CACHE}, else in {@code $XDG_CACHE_HOME/diptych}, else in {@code ~/.cache/diptych}. */
    static Path folder(Map<String, String> environment, Path home) {
        String own = environment.getOrDefault("DIPTYCH_CACHE", "");
        String shared = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path cache = !own.isBlank()
                ? Path.of(own)
                : !shared.isBlank() ? Path.of(shared, "diptych") : home.resolve(".cache/diptych");
        return cache.toAbsolutePath().resolve("kernels");
    }
}
