package dev.diptych.nn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheFolderTest {
    private static final Path HOME = Path.of("/home/ann");

    @Test
    void prefersItsOwnVariableThenTheDesktopsThenTheHomeFolder() {
        assertThat(CacheFolder.of(Map.of("DIPTYCH_CACHE", "/a", "XDG_CACHE_HOME", "/b", "HOME", "/c"), HOME))
                .isEqualTo(Path.of("/a"));
        assertThat(CacheFolder.of(Map.of("XDG_CACHE_HOME", "/b", "HOME", "/c"), HOME))
                .isEqualTo(Path.of("/b/diptych"));
        assertThat(CacheFolder.of(Map.of("DIPTYCH_CACHE", "", "HOME", "/c"), HOME))
                .isEqualTo(Path.of("/c/.cache/diptych"));
        assertThat(CacheFolder.of(Map.of(), HOME)).isEqualTo(Path.of("/home/ann/.cache/diptych"));
    }
}
