package dev.diptych.ingest.archive;

import static dev.diptych.ingest.Fixtures.tar;
import static dev.diptych.ingest.Fixtures.zip;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.diptych.ingest.compression.Compression;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveOutputStream;
import org.apache.commons.compress.archivers.sevenz.SevenZArchiveEntry;
import org.apache.commons.compress.archivers.sevenz.SevenZOutputFile;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorOutputStream;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Archives of every format, written by the libraries that users' tools are built of. */
final class ArchiveFixtures {
    private ArchiveFixtures() {}

    /** The same members in each format, by the name that such a file has. */
    static Map<String, byte[]> everyFormat(Map<String, byte[]> members) throws IOException {
        Map<String, byte[]> formats = new LinkedHashMap<>();
        formats.put("a.tar", tar(members));
        formats.put("a.zip", zip(members));
        formats.put("a.7z", sevenZip(members));
        for (Compression compression : Compression.values()) {
            formats.put("a.tar." + compression.name().toLowerCase(Locale.ROOT), compressed(tar(members), compression));
        }
        return formats;
    }

    static byte[] compressed(byte[] contents, Compression compression) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = compressor(compression, bytes)) {
            out.write(contents);
        }
        return bytes.toByteArray();
    }

    static OutputStream compressor(Compression compression, OutputStream out) throws IOException {
        return switch (compression) {
            case GZIP -> new GzipCompressorOutputStream(out);
            case BZIP2 -> new BZip2CompressorOutputStream(out);
            case XZ -> new XZOutputStream(out, new LZMA2Options(1));
            case ZSTD -> new ZstdOutputStreamNoFinalizer(out).setChecksum(true);
            case LZ4 -> new FramedLZ4CompressorOutputStream(out);
        };
    }

    static byte[] sevenZip(Map<String, byte[]> members) throws IOException {
        SeekableInMemoryByteChannel channel = new SeekableInMemoryByteChannel();
        try (SevenZOutputFile out = new SevenZOutputFile(channel)) {
            for (Map.Entry<String, byte[]> member : members.entrySet()) {
                SevenZArchiveEntry entry = new SevenZArchiveEntry();
                entry.setName(member.getKey());
                out.putArchiveEntry(entry);
                out.write(member.getValue());
                out.closeArchiveEntry();
            }
        }
        return Arrays.copyOf(channel.array(), (int) channel.size());
    }

    static byte[] ar(Map<String, byte[]> members) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ArArchiveOutputStream out = new ArArchiveOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> member : members.entrySet()) {
                out.putArchiveEntry(new ArArchiveEntry(member.getKey(), member.getValue().length));
                out.write(member.getValue());
                out.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }
}
