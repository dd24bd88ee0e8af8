package dev.diptych.image.tiff;

import java.util.Map;

/** How strips and tiles are compressed. */
public enum Compression {
    NONE,
    LZW,
    DEFLATE,
    PACK_BITS,
    JPEG,
    /** Modified Huffman, Group 3 and Group 4; not decoded here. */
    CCITT;

    private static final Map<Long, String> OTHERS = Map.ofEntries(
            Map.entry(6L, "old-style JPEG"),
            Map.entry(9L, "JBIG"),
            Map.entry(10L, "JBIG"),
            Map.entry(32766L, "NeXT"),
            Map.entry(32771L, "CCITT with word alignment"),
            Map.entry(32809L, "ThunderScan"),
            Map.entry(32908L, "Pixar film"),
            Map.entry(32909L, "Pixar log"),
            Map.entry(33003L, "JPEG 2000"),
            Map.entry(33005L, "JPEG 2000"),
            Map.entry(34661L, "JBIG"),
            Map.entry(34676L, "SGI log"),
            Map.entry(34677L, "SGI log"),
            Map.entry(34712L, "JPEG 2000"),
            Map.entry(34887L, "LERC"),
            Map.entry(34892L, "lossy JPEG of DNG"),
            Map.entry(34925L, "LZMA"),
            Map.entry(50000L, "Zstandard"),
            Map.entry(50001L, "WebP"),
            Map.entry(50002L, "JPEG XL"),
            Map.entry(52546L, "JPEG XL"));

    static Compression of(long code) {
        return switch ((int) code) {
            case 1 -> NONE;
            case 2, 3, 4 -> CCITT;
            case 5 -> LZW;
            case 7 -> JPEG;
            case 8, 32946 -> DEFLATE;
            case 32773 -> PACK_BITS;
            default ->
                throw TiffException.unsupported(
                        "TIFF with " + OTHERS.getOrDefault(code, "unknown") + " compression (" + code + ")",
                        "none, LZW, Deflate, PackBits, JPEG or CCITT");
        };
    }
}
