package dev.diptych.ingest.compression;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/** The compressions that a tar may be under, each told by its first bytes. Several streams may follow one another. */
public enum Compression {
    GZIP(0x1F, 0x8B) {
        @Override
        InputStream open(InputStream in, int maxMemory) throws IOException {
            return GzipCompressorInputStream.builder()
                    .setInputStream(in)
                    .setDecompressConcatenated(true)
                    .get();
        }
    },
    BZIP2('B', 'Z', 'h') {
        @Override
        InputStream open(InputStream in, int maxMemory) throws IOException {
            return new BZip2CompressorInputStream(in, true);
        }
    },
    XZ(0xFD, '7', 'z', 'X', 'Z', 0) {
        @Override
        InputStream open(InputStream in, int maxMemory) throws IOException {
            return new XZInputStream(in, maxMemory << 10);
        }
    },
    ZSTD(0x28, 0xB5, 0x2F, 0xFD) {
        @Override
        InputStream open(InputStream in, int maxMemory) throws IOException {
            return new ZstdInputStreamNoFinalizer(in).setLongMax(Math.min(MAX_WINDOW_LOG, 20 + log2(maxMemory)));
        }
    },
    LZ4(0x04, 0x22, 0x4D, 0x18) {
        @Override
        InputStream open(InputStream in, int maxMemory) throws IOException {
            return new FramedLZ4CompressorInputStream(in, true);
        }
    };

    /** The frames without contents that pzstd puts before each of its own (RFC 8878, 3.1.2): any of 16 magic numbers. */
    private static final int SKIPPABLE = 0x184D2A50;

    /** zstd has no larger windows. */
    private static final int MAX_WINDOW_LOG = 31;

    private final byte[] magic;

    Compression(int... magic) {
        this.magic = new byte[magic.length];
        for (int i = 0; i < magic.length; i++) {
            this.magic[i] = (byte) magic[i];
        }
    }

    /** @param maxMemory in MiB; a RuntimeException may be thrown too */
    abstract InputStream open(InputStream in, int maxMemory) throws IOException;

    /**
     * Decompresses a stream. What is read of it is counted by {@code limits}; each failure is an IOException, an EOFException
     * where the stream is cut off, or an IngestException where it asks for more than the limits.
     */
    public InputStream decompress(InputStream in, Expansion limits) throws IOException {
        CountedInput counted = new CountedInput(in);
        try {
            return new DecompressedInput(open(counted, limits.maxMemory()), counted, limits);
        } catch (RuntimeException e) {
            throw new IOException(Failures.said(e), e);
        }
    }

    /** Returns the compression of what begins with these bytes, or null. */
    public static @Nullable Compression detect(byte[] head) {
        for (Compression compression : values()) {
            byte[] magic = compression.magic;
            if (head.length > magic.length && Arrays.equals(head, 0, magic.length, magic, 0, magic.length)) {
                return compression;
            }
        }
        return beginsWithSkippableFrames(head) ? ZSTD : null;
    }

    /** Returns how people call it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether there are such frames, and behind them one of zstd or the end of what is known. */
    private static boolean beginsWithSkippableFrames(byte[] head) {
        ByteBuffer bytes = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        long at = 0;
        while (at + 8 <= head.length && (bytes.getInt((int) at) & ~0xF) == SKIPPABLE) {
            at += 8 + Integer.toUnsignedLong(bytes.getInt((int) at + 4));
        }
        byte[] magic = ZSTD.magic;
        return at > 0 && (at + 4 > head.length || Arrays.equals(head, (int) at, (int) at + 4, magic, 0, 4));
    }

    private static int log2(int mebibytes) {
        return 31 - Integer.numberOfLeadingZeros(mebibytes);
    }
}
