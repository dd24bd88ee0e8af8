package dev.diptych.cli.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs against an {@code npm} that is a shell script on a path of its own. */
@DisabledOnOs(OS.WINDOWS)
class PackageCacheTest {
    private static final byte[] CONTENTS = "an archive".getBytes(StandardCharsets.UTF_8);
    private static final NpmPackage WANTED =
            new NpmPackage("@scope/pictures", "1.2.3", CONTENTS.length, sha512(CONTENTS));

    @TempDir
    Path folder;

    private Path bin;
    private Path calls;
    private Path cache;

    @BeforeEach
    void makeFolders() throws IOException {
        bin = Files.createDirectory(folder.resolve("bin"));
        calls = folder.resolve("calls");
        cache = folder.resolve("cache/npm");
    }

    @Test
    void fetchesAPackageOnce() throws IOException, InterruptedException {
        npm("printf 'an archive' > \"$4/scope-pictures-1.2.3.tgz\"");
        Path archive = cache().fetch(WANTED);
        assertThat(archive).isEqualTo(cache.resolve("scope-pictures-1.2.3.tgz")).hasBinaryContent(CONTENTS);
        assertThat(cache().fetch(WANTED)).isEqualTo(archive);
        assertThat(calls)
                .content()
                .startsWith("pack @scope/pictures@1.2.3 --pack-destination ")
                .hasLineCount(1);
        assertThat(left()).isEqualTo(1);
    }

    @Test
    void fetchesADamagedArchiveAgain() throws IOException, InterruptedException {
        npm("printf 'an archive' > \"$4/scope-pictures-1.2.3.tgz\"");
        Files.createDirectories(cache);
        Path archive = Files.writeString(cache.resolve("scope-pictures-1.2.3.tgz"), "AN ARCHIVE");
        assertThat(cache().has(WANTED)).isFalse();
        assertThat(cache().fetch(WANTED)).isEqualTo(archive).hasBinaryContent(CONTENTS);
        assertThat(cache().has(WANTED)).isTrue();
    }

    @Test
    void refusesContentsOfAnotherSizeOrHash() throws IOException {
        npm("printf 'an archive!' > \"$4/scope-pictures-1.2.3.tgz\"");
        assertRefused(
                FetchException.Reason.WRONG_CONTENTS, "fetch failed: @scope/pictures@1.2.3: 11 bytes, expected 10");
        npm("printf 'AN ARCHIVE' > \"$4/scope-pictures-1.2.3.tgz\"");
        assertRefused(FetchException.Reason.WRONG_CONTENTS, "fetch failed: @scope/pictures@1.2.3: sha512 ");
        assertThat(left()).isZero();
    }

    @Test
    void saysThatThereIsNoNpm() {
        assertRefused(
                FetchException.Reason.NO_CLIENT,
                "fetch failed: @scope/pictures@1.2.3: no npm on the PATH, expected the npm client");
    }

    @Test
    void saysWhyNpmFailed() throws IOException {
        npm("echo 'npm error code ENOTFOUND' >&2; echo 'npm error network' >&2; exit 1");
        assertRefused(
                FetchException.Reason.CLIENT_FAILED,
                "fetch failed: @scope/pictures@1.2.3: npm pack ended with code 1 (ENOTFOUND), expected the package");
        assertThat(left()).isZero();
    }

    @Test
    void saysThatNpmLeftNothing() throws IOException {
        npm("exit 0");
        assertRefused(
                FetchException.Reason.CLIENT_FAILED,
                "fetch failed: @scope/pictures@1.2.3: npm pack left no archive, expected one");
    }

    @Test
    void saysThatTheCacheCannotBeWritten() throws IOException {
        Files.writeString(folder.resolve("cache"), "a file where the folder would be");
        assertRefused(FetchException.Reason.UNWRITABLE, "fetch failed: " + cache + ": ");
    }

    private void assertRefused(FetchException.Reason reason, String start) {
        assertThatThrownBy(() -> cache().fetch(WANTED)).isInstanceOfSatisfying(FetchException.class, e -> {
            assertThat(e.reason()).isEqualTo(reason);
            assertThat(e.getMessage())
                    .startsWith(start)
                    .endsWith("; to use your own data instead: diptych ingest ARCHIVE --output SHARDS,"
                            + " then diptych train --config RECIPE.yaml --output RUN");
            assertThat(e.getMessage()).doesNotContain("\n");
        });
    }

    private PackageCache cache() {
        return new PackageCache(cache, Map.of("PATH", folder.resolve("empty") + ":" + bin));
    }

    private void npm(String body) throws IOException {
        Path script = bin.resolve("npm");
        Files.writeString(script, "#!/bin/sh\necho \"$@\" >> '" + calls + "'\n" + body + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private long left() throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            return files.count();
        }
    }

    private static String sha512(byte[] bytes) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-512").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
