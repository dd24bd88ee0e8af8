package dev.diptych.ingest.archive;

import static dev.diptych.ingest.Fixtures.folder;
import static dev.diptych.ingest.Fixtures.gzip;
import static dev.diptych.ingest.Fixtures.members;
import static dev.diptych.ingest.Fixtures.tar;
import static dev.diptych.ingest.Fixtures.text;
import static dev.diptych.ingest.Fixtures.zip;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {
    private static final Map<String, byte[]> MEMBERS = members("b/2.txt", "two", "a/1.txt", "one", "c.png", "");

    @TempDir
    private Path scratch;

    private Path file(byte[] contents) throws IOException {
        return Files.write(scratch.resolve("archive.bin"), contents);
    }

    private static Map<String, String> readAll(Path path) {
        Map<String, String> read = new LinkedHashMap<>();
        try (Archive archive = Archive.open(path)) {
            for (Member member = archive.next(); member != null; member = archive.next()) {
                assertThat(archive.fraction()).isBetween(0.0, 1.0);
                read.put(member.name(), new String(archive.bytes(1 << 20), UTF_8));
            }
            assertThat(archive.fraction()).isEqualTo(1);
            assertThat(archive.next()).isNull();
        }
        return read;
    }

    private static IngestException failure(Path path) {
        return catchThrowableOfType(IngestException.class, () -> readAll(path));
    }

    @Test
    void tellsFormatsByTheirBytesAndReadsThemInOrder() throws IOException {
        for (byte[] archive : List.of(tar(MEMBERS), gzip(tar(MEMBERS)), zip(MEMBERS))) {
            assertThat(readAll(file(archive)))
                    .containsExactly(Map.entry("b/2.txt", "two"), Map.entry("a/1.txt", "one"), Map.entry("c.png", ""));
        }
    }

    @Test
    void readsAFolderSortedByNameWithoutFollowingLinks() throws IOException {
        Path folder = folder(scratch.resolve("folder"), MEMBERS);
        Path outside = Files.write(scratch.resolve("outside.txt"), text("secret"));
        Files.createSymbolicLink(folder.resolve("link.txt"), outside);
        Files.createSymbolicLink(folder.resolve("up"), scratch);

        assertThat(readAll(folder))
                .containsExactly(Map.entry("a/1.txt", "one"), Map.entry("b/2.txt", "two"), Map.entry("c.png", ""));
    }

    @Test
    void readsGzipOfSeveralStreams() throws IOException {
        byte[] whole = tar(MEMBERS);
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.write(gzip(Arrays.copyOf(whole, 700)));
        joined.write(gzip(Arrays.copyOfRange(whole, 700, whole.length)));
        assertThat(readAll(file(joined.toByteArray()))).hasSize(3);
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
                .hasMessage("read failed: " + html
                        + " at byte 0: an unknown signature, expected tar, tar.gz, zip or a folder");
    }

    @Test
    void rejectsTruncatedTarGzAndZip() throws IOException {
        byte[] noise = new byte[40_000];
        new Random(7).nextBytes(noise);
        Map<String, byte[]> big = members("a.bin", noise, "b.bin", noise);
        for (byte[] archive : List.of(tar(big), gzip(tar(big)), zip(big))) {
            for (int part = 1; part < 8; part++) {
                IngestException e = failure(file(Arrays.copyOf(archive, archive.length * part / 8)));
                assertThat(e).as("part %d", part).isNotNull();
                assertThat(e.reason()).as("part %d: %s", part, e.getMessage()).isEqualTo(Reason.TRUNCATED);
                assertThat(e.getMessage()).startsWith("read failed: archive.bin");
            }
        }
    }

    @Test
    void rejectsGzipWithWrongChecksum() throws IOException {
        byte[] archive = gzip(tar(MEMBERS));
        archive[archive.length - 6] ^= 1;
        assertThat(failure(file(archive)).reason()).isEqualTo(Reason.CORRUPT);
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
            assertThat(archive.survives(e)).isTrue();
            assertThat(archive.next()).extracting(Member::name).isEqualTo("b.txt");
            assertThat(archive.bytes(100)).isEqualTo(text("second member"));
        }
    }

    @Test
    void boundsWhatAMemberExpandsTo() throws IOException {
        Map<String, byte[]> bomb = members("bomb.png", new byte[3 << 20], "b.txt", "two");
        Path folder = folder(scratch.resolve("folder"), bomb);
        for (Path path : List.of(file(zip(bomb)), folder)) {
            try (Archive archive = Archive.open(path)) {
                Member member = archive.next();
                while (member != null && !member.name().equals("bomb.png")) {
                    member = archive.next();
                }
                IngestException e = catchThrowableOfType(IngestException.class, () -> archive.bytes(1 << 20));
                assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE);
                assertThat(archive.survives(e)).isTrue();
            }
        }
        try (Archive archive = Archive.open(file(tar(bomb)))) {
            archive.next();
            IngestException e = catchThrowableOfType(IngestException.class, () -> archive.bytes(1 << 20));
            assertThat(e)
                    .hasMessage(
                            "read failed: archive.bin!bomb.png at byte 512: 3145728 bytes, expected at most 1048576");
            assertThat(archive.survives(e)).isTrue();
            assertThat(archive.next()).isNotNull();
            assertThat(archive.bytes(10)).isEqualTo(text("two"));
        }
    }

    @Test
    void stopsAGzipBombEarly() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            byte[] header = tar(members("a.bin", new byte[0]));
            // An octal size of 8 GiB - 1, the largest that the field holds, and 400 MB of it.
            Arrays.fill(header, 124, 135, (byte) '7');
            Arrays.fill(header, 148, 156, (byte) ' ');
            int sum = 0;
            for (int i = 0; i < 512; i++) {
                sum += header[i] & 0xFF;
            }
            System.arraycopy(String.format("%06o\0", sum).getBytes(ISO_8859_1), 0, header, 148, 7);
            out.write(header, 0, 512);
            for (int i = 0; i < 400; i++) {
                out.write(new byte[1 << 20]);
            }
        }
        try (Archive archive = Archive.open(file(bytes.toByteArray()))) {
            archive.next();
            IngestException e = catchThrowableOfType(IngestException.class, archive::next);
            assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE);
            assertThat(e.offset()).isLessThan(ExpansionGuard.FREE + (1 << 20));
        }
    }

    @Test
    void passesHostileNamesOnAsNames() throws IOException {
        Map<String, byte[]> hostile = members("../../etc/passwd", "a", "/abs.png", "b", "x\\..\\y", "c");
        for (byte[] archive : List.of(tar(hostile), zip(hostile))) {
            assertThat(readAll(file(archive))).hasSize(3).containsKeys("../../etc/passwd");
        }
    }
}
