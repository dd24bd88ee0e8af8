package dev.diptych.ingest.archive;

import static dev.diptych.ingest.Fixtures.folder;
import static dev.diptych.ingest.Fixtures.gzip;
import static dev.diptych.ingest.Fixtures.members;
import static dev.diptych.ingest.Fixtures.tar;
import static dev.diptych.ingest.Fixtures.text;
import static dev.diptych.ingest.Fixtures.zip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives of other programs, which {@code archives/README.md} names, and files that only claim to be one. */
class ForeignArchiveTest {
    private static final Path ARCHIVES = Path.of("src/test/resources/archives");

    /** CRC-32s by zlib 1.2.13 of the files that were archived. */
    private static final List<String> SPARSE = List.of(
            "holes.bin 300000 6f6ac06e",
            "empty.bin 100000 d411957d",
            "start.bin 70000 145a33ba",
            "plain.txt 6 3915f9d0");

    @TempDir
    private Path scratch;

    /** Each member's name, length and CRC-32, or its name and problem. */
    private static List<String> read(Archive opened) {
        List<String> read = new ArrayList<>();
        try (Archive archive = opened) {
            for (Member member = archive.next(); member != null; member = archive.next()) {
                try {
                    byte[] bytes = archive.bytes(1 << 20);
                    CRC32 crc = new CRC32();
                    crc.update(bytes);
                    read.add(member.name() + " " + bytes.length + " "
                            + HexFormat.of().toHexDigits((int) crc.getValue()));
                } catch (IngestException e) {
                    read.add(member.name() + ": " + e.reason() + " " + e.detail());
                }
            }
        }
        return read;
    }

    private static List<String> read(String name) {
        return read(Archive.open(ARCHIVES.resolve(name)));
    }

    private List<String> read(byte[] contents) throws IOException {
        return read(Archive.open(Files.write(scratch.resolve("a.bin"), contents)));
    }

    @Test
    void readsSparseFilesOfEachForm() {
        for (String form : List.of("pax-0.0", "pax-0.1", "pax-1.0", "gnu")) {
            assertThat(read("sparse-" + form + ".tar.gz")).as(form).isEqualTo(SPARSE);
        }
    }

    @Test
    void readsZstdThatBeginsWithASkippableFrame() {
        assertThat(read("pzstd.tar.zst")).hasSize(2).first().asString().startsWith("a.txt 4 ");
    }

    @Test
    void readsAZipUnderXz() {
        assertThat(read("xz.zip")).hasSize(2).allMatch(line -> line.endsWith(" cabacbcc"));
    }

    @Test
    void saysOnceThatAnArchiveIsEncryptedOrCompressedOtherwise() {
        String encrypted = "encrypted, expected an archive without a password";
        assertThat(read("encrypted.7z")).containsExactly(": UNSUPPORTED 6 members " + encrypted);
        assertThat(read("encrypted.zip")).containsExactly(": UNSUPPORTED 2 members " + encrypted);
        assertThat(read("ppmd.7z"))
                .containsExactly(
                        ": UNSUPPORTED 6 members compressed by PPMd, expected LZMA, LZMA2, BZip2, Deflate or none");
        assertThat(read("lzma.zip"))
                .containsExactly(
                        ": UNSUPPORTED 2 members compressed by method 14 LZMA, expected Deflate, BZip2, XZ, Zstandard or none");
        IngestException header = catchThrowableOfType(IngestException.class, () -> read("encrypted-header.7z"));
        assertThat(header.reason()).isEqualTo(Reason.UNSUPPORTED);
        assertThat(header.detail()).isEqualTo(encrypted);
    }

    @Test
    void readsTheBlocksOfA7zThatItCan() {
        assertThat(read("mixed.7z")).hasSize(3).satisfies(lines -> {
            assertThat(lines.get(0)).startsWith("c.txt: UNSUPPORTED compressed by PPMd");
            assertThat(lines.get(1)).startsWith("a.txt 4 ");
            assertThat(lines.get(2)).startsWith("d.txt: UNSUPPORTED encrypted");
        });
    }

    /** As {@code tar -i} of GNU tar 1.34 lists it. */
    @Test
    void readsOnBehindAnEndMark() throws IOException {
        byte[] one = tar(members("a.txt", "one"));
        byte[] two = tar(members("b.txt", "two"));
        byte[] loneBlock = new byte[1024 + 512];
        System.arraycopy(one, 0, loneBlock, 0, 1024);
        List<byte[]> joined = List.of(joined(one, two), joined(one, new byte[9216], two), joined(loneBlock, two));
        for (byte[] archive : joined) {
            assertThat(names(read(archive))).containsExactly("a.txt", "b.txt");
            assertThat(names(read(gzip(archive)))).containsExactly("a.txt", "b.txt");
        }
        assertThat(names(read(joined(gzip(one), gzip(two))))).containsExactly("a.txt", "b.txt");
    }

    @Test
    void namesWhatFollowsAnEndMarkAndIsNoTar() throws IOException {
        byte[] one = tar(members("a.txt", "one"));
        byte[] noise = text("x".repeat(700));
        String problem = ": CORRUPT other bytes after the end mark, expected zeros or another tar";
        assertThat(read(joined(one, new byte[700]))).hasSize(1);
        assertThat(read(joined(one, text("x")))).hasSize(2).endsWith(problem);
        assertThat(read(joined(one, noise, new byte[324], tar(members("b.txt", "two")))))
                .hasSize(3)
                .contains(problem)
                .last()
                .asString()
                .startsWith("b.txt 3 ");
    }

    @Test
    void namesFilesThatAreNotTheArchiveThatTheirNamesSay() throws IOException {
        String rest = ", expected the tar, zip, 7z or deb that its name says";
        var files = members(
                "0.tar", "",
                "1.zip", "<!DOCTYPE html>\n<html>",
                "2.tar.gz", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n",
                "3.7z", "nonsense",
                "4.tgz", gzip(text("no tar".repeat(200))),
                "5.tar", new byte[20_000],
                "6.rar", "Rar!\u001a\u0007",
                "7.gz", gzip(text("a page")),
                "8.tar", new byte[10_240],
                "9.tar.zst", "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>");
        List<String> expected = List.of(
                "0.tar: UNKNOWN_FORMAT 0 bytes" + rest,
                "1.zip: UNKNOWN_FORMAT an HTML page" + rest,
                "2.tar.gz: UNKNOWN_FORMAT a Git LFS pointer, not the file, which 'git lfs pull' fetches" + rest,
                "3.7z: UNKNOWN_FORMAT an unknown signature" + rest,
                "4.tgz: UNKNOWN_FORMAT compressed, but no tar" + rest,
                "5.tar/: CORRUPT 20000 zero bytes, expected a tar with members",
                "6.rar: UNKNOWN_FORMAT a RAR archive" + rest,
                "9.tar.zst: UNKNOWN_FORMAT a page of text, perhaps an error that a server sent" + rest);
        for (Archive archive : List.of(
                Archive.open(folder(scratch.resolve("folder"), files)),
                Archive.open(Files.write(scratch.resolve("a.zip"), zip(files))))) {
            List<String> read = read(archive);
            assertThat(read).filteredOn(line -> line.contains(": ")).isEqualTo(expected);
            assertThat(read).hasSize(expected.size() + 1).anyMatch(line -> line.startsWith("7.gz "));
        }
    }

    private static List<String> names(List<String> lines) {
        return lines.stream().map(line -> line.split(" ")[0]).toList();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
