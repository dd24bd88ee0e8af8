package dev.diptych.ingest.archive;

import static dev.diptych.ingest.Fixtures.folder;
import static dev.diptych.ingest.Fixtures.gzip;
import static dev.diptych.ingest.Fixtures.members;
import static dev.diptych.ingest.Fixtures.tar;
import static dev.diptych.ingest.Fixtures.text;
import static dev.diptych.ingest.Fixtures.zip;
import static dev.diptych.ingest.archive.ArchiveFixtures.ar;
import static dev.diptych.ingest.archive.ArchiveFixtures.compressed;
import static dev.diptych.ingest.archive.ArchiveFixtures.everyFormat;
import static dev.diptych.ingest.archive.ArchiveFixtures.sevenZip;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.compression.Compression;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {
    private static final Map<String, byte[]> MEMBERS = members("b/2.txt", "two", "a/1.txt", "one", "c.png", "");

    @TempDir
    private Path scratch;

    private Path file(byte[] contents) throws IOException {
        return Files.write(scratch.resolve("archive.bin"), contents);
    }

    private static Map<String, String> readAll(Members archive) {
        Map<String, String> read = new LinkedHashMap<>();
        long ordinal = 0;
        try (archive) {
            for (Member member = archive.next(); member != null; member = archive.next()) {
                assertThat(member.problem()).isNull();
                assertThat(member.ordinal()).isEqualTo(ordinal++);
                assertThat(archive.fraction()).isBetween(0.0, 1.0);
                read.put(member.name(), new String(archive.bytes(1 << 20), UTF_8));
            }
            assertThat(archive.fraction()).isEqualTo(1);
            assertThat(archive.next()).isNull();
        }
        return read;
    }

    private static List<String> names(Members archive) {
        List<String> names = new ArrayList<>();
        try (archive) {
            for (Member member = archive.next(); member != null; member = archive.next()) {
                names.add(member.name());
            }
        }
        return names;
    }

    @Test
    void tellsFormatsByTheirBytesAndReadsThemInOrder() throws IOException {
        for (Map.Entry<String, byte[]> format : everyFormat(MEMBERS).entrySet()) {
            assertThat(readAll(Archive.open(file(format.getValue()))))
                    .as(format.getKey())
                    .containsExactly(Map.entry("b/2.txt", "two"), Map.entry("a/1.txt", "one"), Map.entry("c.png", ""));
        }
    }

    @Test
    void readsAStreamThatIsATarUnderAnyCompression() throws IOException {
        byte[] tar = tar(MEMBERS);
        List<byte[]> streams = new ArrayList<>(List.of(tar));
        for (Compression compression : Compression.values()) {
            streams.add(compressed(tar, compression));
        }
        for (byte[] stream : streams) {
            assertThat(names(Archive.read("-", new ByteArrayInputStream(stream), ReadOptions.DEFAULT)))
                    .containsExactly("b/2.txt", "a/1.txt", "c.png");
        }
        for (byte[] other : List.of(zip(MEMBERS), sevenZip(MEMBERS), text("x".repeat(600)), gzip(text("x")))) {
            assertThatThrownBy(() -> Archive.read("-", new ByteArrayInputStream(other), ReadOptions.DEFAULT))
                    .hasMessage("read failed: - at byte 0: an unknown signature, expected a tar, plain or under gzip,"
                            + " bzip2, xz, zstd or lz4");
        }
    }

    @Test
    void readsArchivesInArchivesUnderTheirNames() throws IOException {
        Map<String, byte[]> inner = everyFormat(MEMBERS);
        for (Map.Entry<String, byte[]> outer : everyFormat(inner).entrySet()) {
            Map<String, String> read = readAll(Archive.open(file(outer.getValue())));
            assertThat(read).as(outer.getKey()).hasSize(3 * inner.size());
            for (String name : inner.keySet()) {
                assertThat(read)
                        .as(outer.getKey())
                        .containsEntry(name + "/b/2.txt", "two")
                        .containsEntry(name + "/a/1.txt", "one");
            }
        }
    }

    @Test
    void readsTheDataOfADebianPackage() throws IOException {
        byte[] data = compressed(tar(members("./usr/share/a.png", "a")), Compression.XZ);
        byte[] deb = ar(members("debian-binary", "2.0\n", "data.tar.xz", data));
        assertThat(names(Archive.open(file(deb)))).containsExactly("debian-binary", "data.tar.xz/usr/share/a.png");
    }

    @Test
    void readsArchivesInAFolderAndOneMoreLevel() throws IOException {
        Path folder =
                folder(scratch.resolve("folder"), members("a.tar", tar(members("b.tar", tar(MEMBERS))), "x.txt", "x"));
        assertThat(names(Archive.open(folder)))
                .containsExactly("a.tar/b.tar/b/2.txt", "a.tar/b.tar/a/1.txt", "a.tar/b.tar/c.png", "x.txt");
    }

    @Test
    void takesACompressedFileThatIsNoTarAsAFile() throws IOException {
        byte[] page = gzip(text("page".repeat(200)));
        try (Archive archive = Archive.open(file(zip(members("page.gz", page))))) {
            assertThat(archive.next()).extracting(Member::name).isEqualTo("page.gz");
            assertThat(archive.bytes(1000)).isEqualTo(page);
        }
    }

    @Test
    void readsAFolderSortedByNameAndNamesItsLinks() throws IOException {
        Path folder = folder(scratch.resolve("folder"), MEMBERS);
        Path outside = Files.write(scratch.resolve("outside.txt"), text("secret"));
        Files.createSymbolicLink(folder.resolve("link.txt"), outside);
        Files.createSymbolicLink(folder.resolve("up"), scratch);

        try (Archive archive = Archive.open(folder)) {
            List<String> links = new ArrayList<>();
            List<String> files = new ArrayList<>();
            for (Member member = archive.next(); member != null; member = archive.next()) {
                IngestException problem = member.problem();
                if (problem == null) {
                    files.add(member.name());
                } else {
                    assertThat(problem.reason()).isEqualTo(Reason.LINK);
                    assertThatThrownBy(() -> archive.bytes(100)).isSameAs(problem);
                    links.add(member.name());
                }
            }
            assertThat(files).containsExactly("a/1.txt", "b/2.txt", "c.png");
            assertThat(links).containsExactly("link.txt", "up");
        }
    }

    @Test
    void readsFilesOfAFolderLaterAsTheyAreThen() throws IOException {
        Path folder = folder(scratch.resolve("folder"), members("a", "12", "b", "345", "c", "6", "d", "789", "e", ""));
        List<Later> files = new ArrayList<>();
        try (Archive archive = Archive.open(folder)) {
            while (archive.next() != null) {
                files.add(archive.later(3));
            }
        }
        Files.write(folder.resolve("a"), text("1"));
        Files.write(folder.resolve("c"), text("678"));
        Files.write(folder.resolve("d"), text("7890"));
        assertThat(files).extracting(Later::size).containsExactly(2L, 3L, 1L, 3L, 0L);
        assertThat(read(files.get(0))).isEqualTo("1");
        assertThat(read(files.get(1))).isEqualTo("345");
        assertThat(read(files.get(2))).isEqualTo("678");
        assertThatThrownBy(() -> read(files.get(3)))
                .hasMessage("read failed: folder!d: more bytes, expected at most 3")
                .isInstanceOfSatisfying(
                        IngestException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
        assertThat(read(files.get(4))).isEmpty();
        Files.delete(folder.resolve("b"));
        assertThatThrownBy(() -> read(files.get(1))).isInstanceOf(IngestException.class);
    }

    private static String read(Later file) {
        return new String(file.contents().get(), UTF_8);
    }

    @Test
    void membersOfAnArchiveCannotBeReadLater() throws IOException {
        try (Archive archive = Archive.open(file(zip(MEMBERS)))) {
            archive.next();
            assertThat(archive.later(10)).isNull();
        }
        Path folder = folder(scratch.resolve("folder"), members("a.zip", zip(MEMBERS)));
        try (Archive archive = Archive.open(folder)) {
            assertThat(archive.next()).extracting(Member::name).isEqualTo("a.zip/b/2.txt");
            assertThat(archive.later(10)).isNull();
        }
    }

    @Test
    void namesFilesAsTheFolderDoes() throws IOException {
        Path folder = folder(scratch.resolve("folder"), members("a\\b.txt", "x", "c:d.txt", "y", "e..f", "z"));
        try (Archive archive = Archive.open(folder)) {
            assertThat(readAll(archive))
                    .containsExactly(Map.entry("a\\b.txt", "x"), Map.entry("c:d.txt", "y"), Map.entry("e..f", "z"));
        }
    }

    @Test
    void readsListedFilesInTheirOrderAndStaysInTheFolder() throws IOException {
        Path folder = folder(scratch.resolve("folder"), MEMBERS);
        Path outside = Files.write(scratch.resolve("outside.txt"), text("secret"));
        Files.createSymbolicLink(folder.resolve("link.txt"), outside);
        String inside = folder.resolve("a/1.txt").toAbsolutePath().toString();
        List<String> names =
                List.of("c.png", "none.png", "b/2.txt", "../outside.txt", "link.txt", outside.toString(), inside, "a");

        Map<String, Reason> problems = new LinkedHashMap<>();
        List<String> read = new ArrayList<>();
        try (Archive archive = Archive.listed(folder, names, ReadOptions.DEFAULT)) {
            for (Member member = archive.next(); member != null; member = archive.next()) {
                IngestException problem = member.problem();
                if (problem == null) {
                    read.add(member.name() + "=" + new String(archive.bytes(10), UTF_8));
                } else {
                    problems.put(member.name(), problem.reason());
                }
            }
        }
        assertThat(read).containsExactly("c.png=", "b/2.txt=two", inside + "=one");
        assertThat(problems)
                .isEqualTo(Map.of(
                        "none.png",
                        Reason.MISSING,
                        "a",
                        Reason.MISSING,
                        "../outside.txt",
                        Reason.UNSAFE_NAME,
                        "link.txt",
                        Reason.LINK,
                        outside.toString(),
                        Reason.UNSAFE_NAME));
    }

    @Test
    void readsSeveralStreamsOfEachCompression() throws IOException {
        byte[] whole = tar(MEMBERS);
        for (Compression compression : Compression.values()) {
            ByteArrayOutputStream joined = new ByteArrayOutputStream();
            joined.write(compressed(Arrays.copyOf(whole, 700), compression));
            joined.write(compressed(Arrays.copyOfRange(whole, 700, whole.length), compression));
            assertThat(readAll(Archive.open(file(joined.toByteArray()))))
                    .as(compression.name())
                    .hasSize(3);
        }
    }

    @Test
    void rejectsMissingEmptyAndForeignFiles() throws IOException {
        Path missing = scratch.resolve("none.tar");
        assertThatThrownBy(() -> Archive.open(missing))
                .hasMessage("read failed: " + missing + ": no such file, expected an archive or a folder");
        Path empty = file(new byte[0]);
        assertThatThrownBy(() -> Archive.open(empty))
                .hasMessage("read failed: " + empty + ": 0 bytes, expected an archive");
        Path html = file(text("<html>" + " ".repeat(600)));
        assertThatThrownBy(() -> Archive.open(html))
                .hasMessage("read failed: " + html + " at byte 0: an HTML page, expected tar (also under gzip,"
                        + " bzip2, xz, zstd, lz4), zip, 7z, deb or a folder");
    }

    @Test
    void dropsADamagedZipMemberAndReadsTheRest() throws IOException {
        byte[] bytes = zip(members("a.txt", "first member", "b.txt", "second member"));
        // The deflated bytes of the first member begin after its 30-byte header and 5-byte name.
        bytes[38] ^= 0x10;
        try (Archive archive = Archive.open(file(bytes))) {
            assertThat(archive.next()).isNotNull();
            IngestException e = catchThrowableOfType(IngestException.class, () -> archive.bytes(100));
            assertThat(e.source()).isEqualTo("archive.bin!a.txt");
            assertThat(e.reason()).isEqualTo(Reason.CORRUPT);
            assertThat(archive.next()).extracting(Member::name).isEqualTo("b.txt");
            assertThat(archive.bytes(100)).isEqualTo(text("second member"));
        }
    }

    @Test
    void boundsWhatAMemberExpandsTo() throws IOException {
        Map<String, byte[]> bomb = members("a.png", new byte[3 << 20], "b.txt", "two");
        for (Map.Entry<String, byte[]> format : everyFormat(bomb).entrySet()) {
            try (Archive archive = Archive.open(file(format.getValue()))) {
                archive.next();
                IngestException e = catchThrowableOfType(IngestException.class, () -> archive.bytes(1 << 20));
                assertThat(e.reason()).as(format.getKey()).isEqualTo(Reason.TOO_LARGE);
                assertThat(e.source()).isEqualTo("archive.bin!a.png");
                assertThat(archive.next()).as(format.getKey()).isNotNull();
                assertThat(archive.bytes(10)).isEqualTo(text("two"));
            }
        }
    }
}
