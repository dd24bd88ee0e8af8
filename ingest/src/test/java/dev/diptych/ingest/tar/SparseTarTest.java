package dev.diptych.ingest.tar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;

/** Sparse files whose maps lie; right ones are read in {@code ForeignArchiveTest}. */
class SparseTarTest {
    /** A tar of one sparse file in format 0.1 with three stored bytes, and a plain file. */
    private static byte[] tar(String map, long size) throws IOException {
        return tar(Map.of("GNU.sparse.map", map, "GNU.sparse.size", Long.toString(size)), "abc".getBytes(UTF_8));
    }

    private static byte[] tar(Map<String, String> records, byte[] stored) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes)) {
            StringBuilder pax = new StringBuilder();
            records.forEach((key, value) -> pax.append(record(key, value)));
            byte[] header = pax.toString().getBytes(UTF_8);
            TarArchiveEntry extended = new TarArchiveEntry("PaxHeaders/a", (byte) 'x');
            extended.setSize(header.length);
            out.putArchiveEntry(extended);
            out.write(header);
            out.closeArchiveEntry();
            add(out, "a.bin", stored);
            add(out, "b.txt", "plain".getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    private static void add(TarArchiveOutputStream out, String name, byte[] contents) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(contents.length);
        out.putArchiveEntry(entry);
        out.write(contents);
        out.closeArchiveEntry();
    }

    private static String record(String key, String value) {
        int length = key.length() + value.length() + 3;
        int digits =
                Integer.toString(length + Integer.toString(length).length()).length();
        return (length + digits) + " " + key + "=" + value + "\n";
    }

    private static TarReader open(byte[] tar) {
        return new TarReader("a.tar", new ByteArrayInputStream(tar));
    }

    private static List<String> read(byte[] tar) {
        TarReader reader = open(tar);
        List<String> read = new ArrayList<>();
        for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
            read.add(entry.name() + "=" + new String(reader.bytes(entry.name(), 1 << 20), UTF_8).replace('\0', '.'));
        }
        return read;
    }

    @Test
    void fillsHolesBeforeBetweenAndBehind() throws IOException {
        assertThat(read(tar("2,1,4,2", 8))).containsExactly("a.bin=..a.bc..", "b.txt=plain");
        assertThat(read(tar("0,0,0,3", 3))).containsExactly("a.bin=abc", "b.txt=plain");
        assertThat(read(tar("4,0", 4))).containsExactly("a.bin=....", "b.txt=plain");
    }

    @Test
    void leavesAPartlyReadSparseFileForTheNext() throws IOException {
        TarReader reader = open(tar("2,1,4,2", 8));
        reader.next();
        assertThat(reader.contents().readNBytes(4)).containsExactly(0, 0, 'a', 0);
        assertThat(reader.next()).extracting(TarEntry::name).isEqualTo("b.txt");
    }

    @Test
    void refusesPartsThatCannotBe() throws IOException {
        record Case(String map, long size, String said) {}
        for (Case c : List.of(
                new Case("0,2,1,1", 8, "a sparse file's part of 1 bytes at 1, expected"),
                new Case("4,1,0,2", 8, "a sparse file's part of 2 bytes at 0, expected"),
                new Case("7,3", 8, "a sparse file's part of 3 bytes at 7, expected"),
                new Case("9,0", 8, "a sparse file's part of 0 bytes at 9, expected"),
                new Case("0,4", 8, "a sparse file's parts of 4 bytes, expected at most the 3 that are stored"),
                new Case(
                        "999999999999999999,999999999999999999", 8, "a sparse file's part of 999999999999999999 bytes"),
                new Case("0,1,2", 8, "a sparse file's map of 3 numbers, expected an offset and a length"),
                new Case("0,-1", 8, "a PAX size of '-1', expected a whole number"),
                new Case("0,x", 8, "a PAX size of 'x', expected a whole number"))) {
            IngestException e = catchThrowableOfType(IngestException.class, () -> read(tar(c.map(), c.size())));
            assertThat(e.reason()).as(c.map()).isEqualTo(Reason.CORRUPT);
            assertThat(e.detail()).as(c.map()).startsWith(c.said());
        }
    }

    @Test
    void refusesMapsThatDoNotEndOrAreTooLong() throws IOException {
        Map<String, String> records =
                Map.of("GNU.sparse.major", "1", "GNU.sparse.minor", "0", "GNU.sparse.realsize", "8");
        for (String map : List.of("9\n0\n", "65537\n", "99999999999999999999\n", "\n", "-1\n", "2\n0\n1\nx\n")) {
            byte[] tar = tar(records, Arrays.copyOf(map.getBytes(UTF_8), 512));
            assertThatThrownBy(() -> read(tar)).as(map).isInstanceOf(IngestException.class);
        }
        byte[] endless = tar(records, "9".repeat(512).getBytes(UTF_8));
        assertThatThrownBy(() -> read(endless)).hasMessageContaining("no list of numbers");
    }

    @Test
    void refusesAnExabyteOfHolesWithoutMakingIt() throws IOException {
        byte[] tar = tar("0,3", 900_000_000_000_000_000L);
        assertThatThrownBy(() -> read(tar)).hasMessageEndingWith("900000000000000000 bytes, expected at most 1048576");
        TarReader reader = open(tar);
        reader.next();
        InputStream holes = reader.contents();
        IngestException e = catchThrowableOfType(IngestException.class, () -> holes.skip(Long.MAX_VALUE));
        assertThat(e.reason()).isEqualTo(Reason.EXPANDS_TOO_FAR);
        assertThat(reader.next()).extracting(TarEntry::name).isEqualTo("b.txt");
    }
}
