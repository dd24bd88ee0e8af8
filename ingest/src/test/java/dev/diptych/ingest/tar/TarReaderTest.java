package dev.diptych.ingest.tar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;

class TarReaderTest {
    private static Map<String, String> readAll(byte[] tar) {
        Map<String, String> members = new LinkedHashMap<>();
        TarReader reader = new TarReader("a.tar", new ByteArrayInputStream(tar));
        for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
            if (entry.type() == TarEntry.Type.FILE) {
                members.put(entry.name(), new String(reader.bytes(entry.name(), 1 << 20), UTF_8));
            }
        }
        return members;
    }

    private static byte[] written(int longFileMode, String... names) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes)) {
            out.setLongFileMode(longFileMode);
            out.setAddPaxHeadersForNonAsciiNames(longFileMode == TarArchiveOutputStream.LONGFILE_POSIX);
            out.putArchiveEntry(new TarArchiveEntry("folder/"));
            out.closeArchiveEntry();
            TarArchiveEntry link = new TarArchiveEntry("link", TarConstants.LF_SYMLINK);
            link.setLinkName("/etc/passwd");
            out.putArchiveEntry(link);
            out.closeArchiveEntry();
            for (String name : names) {
                byte[] contents = ("contents of " + name).getBytes(UTF_8);
                TarArchiveEntry entry = new TarArchiveEntry(name);
                entry.setSize(contents.length);
                out.putArchiveEntry(entry);
                out.write(contents);
                out.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static IngestException failure(byte[] tar) {
        return catchThrowableOfType(IngestException.class, () -> readAll(tar));
    }

    @Test
    void readsWhatCommonsCompressWrites() throws IOException {
        String deep = "deep/".repeat(60) + "name.png";
        for (int mode : new int[] {TarArchiveOutputStream.LONGFILE_GNU, TarArchiveOutputStream.LONGFILE_POSIX}) {
            assertThat(readAll(written(mode, "a.png", deep, "crème.txt")))
                    .containsExactly(
                            Map.entry("a.png", "contents of a.png"),
                            Map.entry(deep, "contents of " + deep),
                            Map.entry("crème.txt", "contents of crème.txt"));
        }
    }

    @Test
    void commonsCompressReadsWhatIsWritten() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarWriter writer = new TarWriter(bytes)) {
            writer.add("000000000.txt", "hello".getBytes(UTF_8));
            writer.add("000000000.png", new byte[1024]);
            assertThat(writer.written()).isEqualTo(512 + 512 + 512 + 1024);
        }
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            TarArchiveEntry first = in.getNextEntry();
            assertThat(first.getName()).isEqualTo("000000000.txt");
            assertThat(first.isCheckSumOK()).isTrue();
            assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo("hello");
            assertThat(in.getNextEntry().getSize()).isEqualTo(1024);
            assertThat(in.getNextEntry()).isNull();
        }
    }

    @Test
    void rejectsTruncationAnywhereWithOffset() throws IOException {
        byte[] whole = written(TarArchiveOutputStream.LONGFILE_GNU, "a.png", "b/".repeat(80) + "b.png");
        int end = whole.length;
        while (whole[end - 1] == 0) {
            end--;
        }
        end = (end + 511) / 512 * 512;
        for (int length = 0; length <= end; length += 37) {
            IngestException e = failure(Arrays.copyOf(whole, length));
            assertThat(e).as("length %d", length).isNotNull();
            assertThat(e.reason()).as("length %d", length).isEqualTo(Reason.TRUNCATED);
            assertThat(e.offset()).isBetween(0L, (long) length);
        }
        assertThat(failure(Arrays.copyOf(whole, end)))
                .hasMessage("read failed: a.tar at byte " + end + ": no end-of-archive mark, expected a whole tar");
    }

    @Test
    void rejectsWrongChecksumWithOffset() throws IOException {
        byte[] tar = written(TarArchiveOutputStream.LONGFILE_GNU, "a.png");
        tar[1024] ^= 1;
        assertThat(failure(tar)).hasMessage("read failed: a.tar at byte 1024: a wrong checksum, expected a tar header");
    }

    @Test
    void refusesAPetabyteWithoutReadingIt() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TarArchiveOutputStream out = new TarArchiveOutputStream(bytes);
        out.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
        TarArchiveEntry entry = new TarArchiveEntry("huge.png");
        entry.setSize(1L << 50);
        out.putArchiveEntry(entry);
        out.write(new byte[512]);
        out.flush();

        assertThat(failure(bytes.toByteArray()))
                .hasMessage(
                        "read failed: a.tar!huge.png at byte 512: 1125899906842624 bytes, expected at most 1048576");
    }

    @Test
    void rejectsASizeThatIsNoNumber() throws IOException {
        byte[] tar = written(TarArchiveOutputStream.LONGFILE_GNU);
        Arrays.fill(tar, 124, 136, (byte) '9');
        byte[] fixed = withChecksum(tar);
        assertThat(failure(fixed).reason()).isEqualTo(Reason.CORRUPT);
        assertThat(failure(fixed)).hasMessageContaining("a size that is no number");
    }

    @Test
    void survivesFlippedBitsWithNoOtherException() throws IOException {
        byte[] whole = written(TarArchiveOutputStream.LONGFILE_POSIX, "a.png", "é/".repeat(80) + "b.png");
        for (int bit = 0; bit < whole.length * 8; bit += 7) {
            byte[] tar = whole.clone();
            tar[bit / 8] ^= (byte) (1 << bit % 8);
            byte[] damaged = bit % 2 == 0 ? tar : withChecksum(tar);
            try {
                readAll(damaged);
            } catch (IngestException expected) {
                assertThat(expected.offset()).as("bit %d", bit).isNotNegative();
            }
        }
    }

    /** Makes the first header's checksum right again, so that the fields behind it are judged. */
    private static byte[] withChecksum(byte[] tar) {
        byte[] fixed = tar.clone();
        Arrays.fill(fixed, 148, 156, (byte) ' ');
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += fixed[i] & 0xFF;
        }
        byte[] digits = String.format("%06o\0", sum).getBytes(UTF_8);
        System.arraycopy(digits, 0, fixed, 148, digits.length);
        return fixed;
    }
}
