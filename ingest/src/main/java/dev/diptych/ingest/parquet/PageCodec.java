package dev.diptych.ingest.parquet;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.lz4.BlockLZ4CompressorInputStream;
import org.apache.commons.compress.compressors.lz77support.Parameters;
import org.apache.commons.compress.compressors.snappy.SnappyCompressorInputStream;
import org.apache.commons.compress.compressors.snappy.SnappyCompressorOutputStream;
import org.apache.parquet.format.CompressionCodec;

/** Decompresses pages, and compresses them. */
final class PageCodec {
    /** A page beyond this is hostile: writers aim at 1 MiB. */
    static final int MAX_PAGE = 256 << 20;

    /** What {@link #compress} does. */
    static final CompressionCodec WRITTEN = CompressionCodec.SNAPPY;

    /** How far back a repeat may lie: as in the reference, which compresses blocks of 64 KiB. */
    private static final int WINDOW = 1 << 15;

    private static final Parameters PARAMETERS = SnappyCompressorOutputStream.createParameterBuilder(WINDOW)
            .tunedForSpeed()
            .build();

    private PageCodec() {}

    /** Returns a page for a file to write. */
    static byte[] compress(byte[] page) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream snappy = new SnappyCompressorOutputStream(bytes, page.length, PARAMETERS)) {
            snappy.write(page);
        }
        return bytes.toByteArray();
    }

    /** Returns whether {@link #decompress} knows it. */
    static boolean knows(CompressionCodec codec) {
        return switch (codec) {
            case UNCOMPRESSED, SNAPPY, GZIP, ZSTD, LZ4_RAW -> true;
            case LZO, BROTLI, LZ4 -> false;
        };
    }

    /**
     * Returns the contents of a page.
     *
     * @param size how many bytes they must be
     */
    static byte[] decompress(CompressionCodec codec, byte[] page, int size) throws IOException {
        if (size < 0 || size > MAX_PAGE) {
            throw new IOException("a page of " + size + " bytes, expected 0 to " + MAX_PAGE);
        }
        if (page.length == 0 && size == 0) {
            return page;
        }
        byte[] contents = switch (codec) {
            case UNCOMPRESSED -> page;
            case ZSTD -> Zstd.decompress(page, size);
            case SNAPPY -> all(new SnappyCompressorInputStream(new ByteArrayInputStream(page)), size);
            case GZIP -> all(new GZIPInputStream(new ByteArrayInputStream(page)), size);
            case LZ4_RAW -> all(new BlockLZ4CompressorInputStream(new ByteArrayInputStream(page)), size);
            case LZO, BROTLI, LZ4 -> throw new IOException("compression " + codec);
        };
        if (contents.length != size) {
            throw new EOFException(contents.length + " bytes in a page, expected " + size);
        }
        return contents;
    }

    private static byte[] all(InputStream in, int size) throws IOException {
        try (in) {
            return in.readNBytes(size);
        }
    }
}
