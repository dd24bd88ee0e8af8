package dev.diptych.ingest.archive;

import static dev.diptych.ingest.Fixtures.members;
import static dev.diptych.ingest.Fixtures.tar;
import static dev.diptych.ingest.Fixtures.text;
import static dev.diptych.ingest.Fixtures.zip;
import static dev.diptych.ingest.archive.ArchiveFixtures.compressed;
import static dev.diptych.ingest.archive.ArchiveFixtures.compressor;
import static dev.diptych.ingest.archive.ArchiveFixtures.everyFormat;
import static dev.diptych.ingest.archive.ArchiveFixtures.sevenZip;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.compression.Compression;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostileArchiveIT {
    private static final int BLOCK = 512;

    @TempDir
    private Path scratch;

    private Path file(byte[] contents) throws IOException {
        return Files.write(scratch.resolve("a.bin"), contents);
    }

    /** Each member: its name, and its contents or the reason why there are none. */
    private static List<String> read(Archive opened) {
        List<String> read = new ArrayList<>();
        try (Archive archive = opened) {
            for (Member member = archive.next(); member != null; member = archive.next()) {
                try {
                    byte[] bytes = archive.bytes(1 << 20);
                    read.add(member.name() + (bytes.length < 20 ? "=" + new String(bytes, ISO_8859_1) : ""));
                } catch (IngestException e) {
                    read.add(member.name() + " " + e.reason());
                }
            }
        }
        return read;
    }

    private List<String> read(byte[] contents) throws IOException {
        return read(Archive.open(file(contents)));
    }

    /** Puts a size into a tar's header, and the checksum right. */
    private static void lie(byte[] tar, int header, byte[] size) {
        System.arraycopy(size, 0, tar, header + 124, 12);
        Arrays.fill(tar, header + 148, header + 156, (byte) ' ');
        int sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += tar[header + i] & 0xFF;
        }
        System.arraycopy(String.format("%06o\0", sum).getBytes(ISO_8859_1), 0, tar, header + 148, 7);
    }

    private static byte[] base256(long size) {
        return ByteBuffer.allocate(12).putInt(0x80000000).putLong(size).array();
    }

    @Test
    void passesOverATarEntryOfAPetabyte() throws IOException {
        byte[] tar = tar(members("a.txt", "one", "b.txt", "two", "c.txt", "three"));
        lie(tar, 2 * BLOCK, base256(1L << 50));

        assertThat(read(tar)).containsExactly("a.txt=one", "b.txt TRUNCATED", "c.txt=three");
        assertThat(read(compressed(tar, Compression.GZIP)))
                .containsExactly("a.txt=one", "b.txt CORRUPT", "c.txt=three");
    }

    @Test
    void keepsWhatFollowsADamagedTarHeader() throws IOException {
        byte[] tar = tar(members("a.txt", "one", "b.txt", "two", "c.txt", "three"));
        tar[2 * BLOCK + 3] ^= 1;
        for (byte[] archive : List.of(tar, compressed(tar, Compression.XZ))) {
            assertThat(read(archive)).containsExactly("a.txt=one", " CORRUPT", "c.txt=three");
        }
    }

    @Test
    void keepsWhatPrecedesATruncationOfEachKind() throws IOException {
        byte[] noise = new byte[1_200_000];
        new Random(7).nextBytes(noise);
        Map<String, byte[]> data = members(
                "a.txt",
                "one",
                "b.bin",
                Arrays.copyOf(noise, 400_000),
                "c.bin",
                Arrays.copyOfRange(noise, 400_000, noise.length));
        for (Map.Entry<String, byte[]> format : everyFormat(data).entrySet()) {
            Path cut = file(Arrays.copyOf(format.getValue(), format.getValue().length * 9 / 10));
            if (format.getKey().endsWith(".zip") || format.getKey().endsWith(".7z")) {
                assertThatThrownBy(() -> Archive.open(cut)).as(format.getKey()).isInstanceOf(IngestException.class);
            } else {
                List<String> read = read(Archive.open(cut));
                // A block of bzip2 is 900 kB, and comes whole or not at all.
                assertThat(read).as(format.getKey()).contains("a.txt=one", "b.bin");
                assertThat(read.get(read.size() - 1)).as(format.getKey()).endsWith(" TRUNCATED");
            }
        }
    }

    @Test
    void noticesAWrongChecksumAtTheEndOfEachCompression() throws IOException {
        byte[] tar = tar(members("a.txt", "one"));
        record Case(Compression compression, int fromEnd) {}
        List<Case> cases = List.of(
                new Case(Compression.GZIP, 6),
                new Case(Compression.BZIP2, 3),
                new Case(Compression.ZSTD, 2),
                new Case(Compression.LZ4, 2));
        for (Case c : cases) {
            byte[] archive = compressed(tar, c.compression());
            archive[archive.length - c.fromEnd()] ^= 0x40;
            assertThat(read(archive))
                    .as(c.compression().name())
                    .hasSize(2)
                    .startsWith("a.txt=one")
                    .endsWith(" CORRUPT");
        }
    }

    @Test
    void stopsABombUnderEachCompressionEarly() throws IOException {
        for (Compression compression : List.of(Compression.GZIP, Compression.BZIP2, Compression.XZ, Compression.ZSTD)) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (OutputStream out = compressor(compression, bytes)) {
                byte[] header = tar(members("a.bin", new byte[0]));
                lie(header, 0, "77777777777\0".getBytes(ISO_8859_1));
                out.write(header, 0, BLOCK);
                for (int i = 0; i < 100; i++) {
                    out.write(new byte[1 << 20]);
                }
            }
            assertThat(read(bytes.toByteArray()))
                    .as(compression.name())
                    .containsExactly("a.bin TOO_LARGE", " EXPANDS_TOO_FAR");
        }
    }

    @Test
    void stopsAZipAndA7zOfManyModestBombs() throws IOException {
        Map<String, byte[]> bombs = new LinkedHashMap<>();
        for (int i = 0; i < 200; i++) {
            bombs.put(i + ".png", new byte[1 << 20]);
        }
        for (byte[] archive : List.of(zip(bombs), sevenZip(bombs))) {
            List<String> read = read(archive);
            assertThat(read.stream().filter(line -> line.endsWith(".png"))).hasSizeBetween(60, 70);
            assertThat(read.get(read.size() - 1)).endsWith(" EXPANDS_TOO_FAR");
        }
    }

    @Test
    void countsWhatNestedBombsExpandToTogether() throws IOException {
        byte[] inner = compressed(tar(members("a.bin", new byte[30 << 20])), Compression.GZIP);
        Map<String, byte[]> many = new LinkedHashMap<>();
        for (int i = 0; i < 10; i++) {
            many.put(i + ".tgz", inner);
        }
        List<String> read = read(compressed(tar(many), Compression.GZIP));
        assertThat(read).contains("0.tgz/a.bin TOO_LARGE").anyMatch(line -> line.endsWith(" EXPANDS_TOO_FAR"));
        assertThat(read).hasSizeLessThan(20);
    }

    @Test
    void stopsAtTheThirdArchiveInOneAnother() throws IOException {
        byte[] archive = tar(members("x.txt", "deep"));
        for (int i = 0; i < 5; i++) {
            archive = i % 2 == 0 ? zip(members("in.bin", archive, "t.txt", "t")) : tar(members("in.bin", archive));
        }
        assertThat(read(zip(members("out.bin", archive, "z.txt", "z"))))
                .containsExactly("out.bin/in.bin NESTED_TOO_DEEP", "out.bin/t.txt=t", "z.txt=z");
    }

    @Test
    void refusesNamesThatLeadOut() throws IOException {
        Map<String, byte[]> hostile = members(
                "../../etc/passwd",
                "a",
                "/abs.txt",
                "b",
                "x\\..\\y.txt",
                "c",
                "C:\\d.txt",
                "d",
                "a/../b.txt",
                "e",
                "..",
                "f",
                "a\nb.txt",
                "g",
                "..ok.txt",
                "i",
                "./also.txt",
                "j");
        for (byte[] archive : List.of(tar(hostile), zip(hostile), sevenZip(hostile))) {
            List<String> read = read(archive);
            assertThat(read).hasSize(9).contains("..ok.txt=i", "also.txt=j");
            assertThat(read.stream().filter(line -> line.endsWith(" UNSAFE_NAME")))
                    .hasSize(7);
        }
        assertThat(read(zip(members("x".repeat(5000), "h"))))
                .hasSize(1)
                .first()
                .asString()
                .endsWith(" UNSAFE_NAME");
    }

    @Test
    void namesLinksInsteadOfFollowingThem() throws IOException {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(tar)) {
            for (byte type : List.of(TarConstants.LF_SYMLINK, TarConstants.LF_LINK)) {
                TarArchiveEntry entry = new TarArchiveEntry((char) type + ".png", type);
                entry.setLinkName("/etc/passwd");
                out.putArchiveEntry(entry);
                out.closeArchiveEntry();
            }
        }
        assertThat(read(tar.toByteArray())).containsExactly("2.png LINK", "1.png LINK");

        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(zip)) {
            ZipArchiveEntry entry = new ZipArchiveEntry("2.png");
            entry.setUnixMode(0120777);
            out.putArchiveEntry(entry);
            out.write(text("/etc/passwd"));
            out.closeArchiveEntry();
        }
        assertThat(read(zip.toByteArray())).containsExactly("2.png LINK");
    }

    @Test
    void readsEveryMemberOfADuplicateName() throws IOException {
        byte[] once = tar(members("a.txt", "one"));
        byte[] twice = Arrays.copyOf(once, 2 * BLOCK + once.length);
        System.arraycopy(once, 0, twice, 2 * BLOCK, once.length);
        assertThat(read(twice)).containsExactly("a.txt=one", "a.txt=one");
    }

    @Test
    void readsOnPastAnEncryptedMember() throws IOException {
        byte[] bytes = zip(members("a.png", "one", "b.txt", "two"));
        // The encryption bit of the first member, in its own header and in the directory's first.
        bytes[6] |= 1;
        for (int i = 0; i < bytes.length - 4; i++) {
            if (bytes[i] == 'P' && bytes[i + 1] == 'K' && bytes[i + 2] == 1) {
                bytes[i + 8] |= 1;
                break;
            }
        }
        assertThat(read(bytes)).containsExactly("a.png UNSUPPORTED", "b.txt=two");
    }

    @Test
    void stopsAtTooManyMembers() throws IOException {
        byte[] archive = tar(members("1", "", "2", "", "3", "", "4", "", "5", ""));
        assertThat(read(Archive.open(file(archive), ReadOptions.DEFAULT, 3)))
                .containsExactly("1=", "2=", "3=", " TOO_MANY_MEMBERS");
    }

    @Test
    void refusesAZipDirectoryThatWouldFillTheMemory() throws IOException {
        byte[] zip = zip(members("a.txt", "one"));
        byte[] bytes = new byte[(64 << 20) + 1000]; // of which the end says that all are its directory
        System.arraycopy(zip, 0, bytes, 0, zip.length);
        System.arraycopy(zip, zip.length - 22, bytes, bytes.length - 22, 22);
        Path file = file(bytes);
        assertThatThrownBy(() -> Archive.open(file))
                .isInstanceOfSatisfying(
                        IngestException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_MANY_MEMBERS));
    }

    @Test
    void refusesDictionariesThatWouldFillTheMemory() throws IOException {
        byte[] xz = compressed(tar(members("a.txt", "one")), Compression.XZ);
        // The block's header follows the stream's 12 bytes: its size, flags, filter, property's size, dictionary,
        // checksum.
        int size = (xz[12] + 1) * 4;
        xz[16] = 37;
        ByteBuffer.wrap(xz).order(ByteOrder.LITTLE_ENDIAN).putInt(12 + size - 4, crc(xz, 12, size - 4));

        byte[] frame = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, 0, (byte) 0xA8, 1, 0x20, 0};
        byte[] zstd = Arrays.copyOf(frame, frame.length + 1024);

        byte[] sevenZip = sevenZip(members("a.txt", "one"));
        ByteBuffer header = ByteBuffer.wrap(sevenZip).order(ByteOrder.LITTLE_ENDIAN);
        int start = 32 + (int) header.getLong(12);
        int length = (int) header.getLong(20);
        for (int i = start; i < start + length - 4; i++) {
            if (sevenZip[i] == 0x21 && sevenZip[i + 1] == 0x21 && sevenZip[i + 2] == 1) {
                sevenZip[i + 3] = 37;
            }
        }
        header.putInt(28, crc(sevenZip, start, length)).putInt(8, crc(sevenZip, 12, 20));

        for (byte[] archive : List.of(xz, zstd, sevenZip)) {
            Path file = file(archive);
            assertThat(catchAny(file))
                    .matches("compressed with a dictionary that takes (?:more|\\d+ MiB), expected at most 192 MiB"
                            + "; max_archive_memory takes more");
        }
    }

    private static String catchAny(Path file) {
        try (Archive archive = Archive.open(file)) {
            archive.next();
            archive.bytes(1000);
            return "no exception";
        } catch (IngestException e) {
            return e.detail();
        }
    }

    private static int crc(byte[] bytes, int from, int length) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes, from, length);
        return (int) checksum.getValue();
    }
}
