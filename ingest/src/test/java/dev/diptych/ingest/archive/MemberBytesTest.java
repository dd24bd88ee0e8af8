package dev.diptych.ingest.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.diptych.ingest.name.FileName;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Names whose bytes are no UTF-8. {@code names_latin1.tar.gz} is by GNU tar 1.34, the others by the tarfile and zipfile of Python
 * 3.11; the bytes expected are those that they and GNU tar list.
 */
class MemberBytesTest {
    @TempDir
    private Path folder;

    private List<String> names(String resource) throws IOException {
        Path file = folder.resolve(resource);
        try (InputStream in = MemberBytesTest.class.getResourceAsStream(resource)) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return names(file);
    }

    private static List<String> names(Path file) {
        List<String> names = new ArrayList<>();
        try (Archive archive = Archive.open(file)) {
            for (@Nullable Member member = archive.next(); member != null; member = archive.next()) {
                assertThat(member.problem()).isNull();
                names.add(member.name());
            }
        }
        return names;
    }

    @Test
    void keepsNamesOfDifferentBytesApartInEveryFormat() throws IOException {
        record Case(String archive, List<String> names) {}
        List<Case> cases = List.of(
                new Case("names_latin1.tar.gz", List.of("caf<E9>.jpg", "caf<E8>.jpg", "caf<E8>.txt")),
                new Case("names_pax.tar.gz", List.of("caf<E9>.jpg", "caf<E8>.jpg", "café.jpg")),
                new Case("names_gbk.zip", List.of("<D5><D5>Ƭ.jpg", "ͼƬ.jpg")),
                new Case("names_cp932.zip", List.of("<90><D4>.jpg", "<90><C2>.jpg")),
                new Case("names_cp437.zip", List.of("caf<82>.jpg", "caf<8A>.jpg")));
        for (Case c : cases) {
            assertThat(names(c.archive())).as(c.archive()).isEqualTo(c.names());
        }
        assertThat(HexFormat.of().formatHex(FileName.bytes("<D5><D5>Ƭ.jpg"))).isEqualTo("d5d5c6ac2e6a7067");
    }

    @Test
    void takesTheNameOfAZipsUnicodePathField() throws IOException {
        assertThat(names("names_unicode_field.zip")).containsExactly("café.jpg", "dir/sub.jpg");
    }

    @Test
    void readsFilesOfAFolderWhoseNamesAreNoUtf8() throws IOException {
        List<String> raw = List.of("caf%E8.jpg", "caf%E9.jpg", "caf%3CE9%3E.jpg");
        for (String name : raw) {
            try {
                Files.writeString(Path.of(URI.create(folder.toUri() + name)), name);
            } catch (IOException e) {
                assumeTrue(false, "a file system of Unicode names");
            }
        }
        List<String> read = new ArrayList<>();
        try (Archive archive = Archive.open(folder)) {
            for (@Nullable Member member = archive.next(); member != null; member = archive.next()) {
                read.add(member.name() + " " + new String(archive.bytes(100), UTF_8));
            }
        }
        assertThat(read)
                .containsExactly("caf<3C>E9>.jpg caf%3CE9%3E.jpg", "caf<E8>.jpg caf%E8.jpg", "caf<E9>.jpg caf%E9.jpg");
        try (Archive listed = Archive.listed(folder, List.of("caf<E9>.jpg"), ReadOptions.DEFAULT)) {
            assertThat(listed.next()).isNotNull();
            assertThat(listed.bytes(100)).asString().isEqualTo("caf%E9.jpg");
        }
    }
}
