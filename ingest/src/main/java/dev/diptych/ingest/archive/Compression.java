package dev.diptych.ingest.archive;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/** The compressions that a tar may be under, each told by its first bytes. Several streams may follow one another. */
enum Compression {
    GZIP(0x1F, 0x8B) {
        @Override
        InputStream open(InputStream in) throws IOException {
            return GzipCompressorInputStream.builder()
                    .setInputStream(in)
                    .setDecompressConcatenated(true)
                    .get();
        }
    },
    BZIP2('B', 'Z', 'h') {
        @Override
        InputStream open(InputStream in) throws IOException {
            return new BZip2CompressorInputStream(in, true);
        }
    },
    XZ(0xFD, '7', 'z', 'X', 'Z', 0) {
        @Override
        InputStream open(InputStream in) throws IOException {
            return new XZInputStream(in, MAX_MEMORY_KIB);
        }
    },
    ZSTD(0x28, 0xB5, 0x2F, 0xFD) {
        @Override
        InputStream open(InputStream in) throws IOException {
            return new ZstdInputStreamNoFinalizer(in).setLongMax(MAX_WINDOW_LOG);
        }
    },
    LZ4(0x04, 0x22, 0x4D, 0x18) {
        @Override
        InputStream open(InputStream in) throws IOException {
            return new FramedLZ4CompressorInputStream(in, true);
        }
    };

    /** What decompressing may take: LZMA's dictionaries reach 1.5 GiB, but {@code xz -9} asks for 65 MiB. */
    static final int MAX_MEMORY_KIB = 192 << 10;

    /** What {@code zstd --long} asks for: 128 MiB. */
    private static final int MAX_WINDOW_LOG = 27;

    private final byte[] magic;

    Compression(int... magic) {
        this.magic = new byte[magic.length];
        for (int i = 0; i < magic.length; i++) {
            this.magic[i] = (byte) magic[i];
        }
    }

    /** Opens a decompressor, which may throw any RuntimeException. */
    abstract InputStream open(InputStream in) throws IOException;

    /** Returns the compression of what begins with these bytes, or null. */
    static @Nullable Compression detect(byte[] head) {
        for (Compression compression : values()) {
            byte[] magic = compression.magic;
            if (head.length > magic.length && Arrays.equals(head, 0, magic.length, magic, 0, magic.length)) {
                return compression;
            }
        }
        return null;
    }
}
