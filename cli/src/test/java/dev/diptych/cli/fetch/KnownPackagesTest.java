package dev.diptych.cli.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class KnownPackagesTest {
    @Test
    void pinsThePackagesOfTheQuickstart() {
        assertThat(KnownPackages.all())
                .extracting(NpmPackage::fileName)
                .containsExactly(
                        "emoji-datasource-google-16.0.0.tgz",
                        "emoji-datasource-twitter-16.0.0.tgz",
                        "lobehub-fluent-emoji-3d-1.1.0.tgz",
                        "emojilib-4.0.3.tgz");
        assertThat(KnownPackages.named("emojilib").bytes()).isEqualTo(53_353);
    }

    @Test
    void rejectsAnUnknownPackage() {
        assertThatThrownBy(() -> KnownPackages.named("left-pad"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("package 'left-pad': unknown, expected one with a known hash");
    }

    @Test
    void rejectsWhatNpmCouldTakeForSomethingElse() {
        String hash = KnownPackages.named("emojilib").sha512();
        for (NpmCase each : List.of(
                new NpmCase("--registry=x", "1.0.0", 1, hash, "name"),
                new NpmCase("a", "latest", 1, hash, "version"),
                new NpmCase("a", "1.0.0", 0, hash, "bytes"),
                new NpmCase("a", "1.0.0", 1, "abc", "sha512"))) {
            assertThatThrownBy(() -> new NpmPackage(each.name, each.version, each.bytes, each.sha512))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("package refused: " + each.field + ": '");
        }
    }

    record NpmCase(String name, String version, long bytes, String sha512, String field) {}
}
