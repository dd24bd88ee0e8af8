package dev.diptych.contrastive.embed.file;

import dev.diptych.contrastive.embed.file.NpyException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/*
 * NumPy's numpy.lib.format: "\x93NUMPY", two bytes of version, the length of the header as 16 bits (version 1) or 32 bits
 * (2 and 3), little-endian, then the literal of a Python dictionary with the keys descr, fortran_order and shape.
 */
/**
 * What a {@code .npy} file says before its numbers.
 *
 * @param shape one or two sizes, the last of which varies fastest
 * @param dataOffset the byte at which the numbers begin
 */
record NpyHeader(StoredNumber type, ByteOrder order, List<Long> shape, long dataOffset) {
    /** As NumPy's own limit, {@code max_header_size}. */
    private static final int MOST_BYTES = 10_000;

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int FIXED = MAGIC.length + 2;
    private static final Pattern ENTRY = Pattern.compile("\\s*(['\"])(\\w{1,20})\\1\\s*:\\s*"
            + "(['\"][^'\"\\s]{1,20}['\"]|True|False|\\([\\d\\s,]{0,80}\\))\\s*(,|(?=\\}))");
    private static final Pattern END = Pattern.compile("\\s*\\}\\s*");
    private static final Pattern SIZE = Pattern.compile("\\d+");
    private static final String KEYS = "expected a dictionary of descr, fortran_order and shape";

    static NpyHeader read(String source, SeekableByteChannel channel) throws IOException {
        ByteBuffer fixed = next(channel, FIXED, source);
        for (byte expected : MAGIC) {
            if (fixed.get() != expected) {
                throw new NpyException(
                        Reason.HEADER, source, 0, "other first bytes, expected a .npy file's \\x93NUMPY");
            }
        }
        int major = fixed.get() & 0xFF;
        int minor = fixed.get() & 0xFF;
        if (major < 1 || major > 3 || minor != 0) {
            throw new NpyException(
                    Reason.HEADER,
                    source,
                    MAGIC.length,
                    "version " + major + "." + minor + ", expected 1.0, 2.0 or 3.0");
        }
        long length = major == 1
                ? next(channel, Short.BYTES, source).getShort() & 0xFFFF
                : next(channel, Integer.BYTES, source).getInt() & 0xFFFF_FFFFL;
        if (length > MOST_BYTES) {
            throw new NpyException(
                    Reason.HEADER, source, FIXED, "a header of " + length + " bytes, expected at most " + MOST_BYTES);
        }
        long begin = channel.position();
        String text = new String(next(channel, (int) length, source).array(), StandardCharsets.UTF_8);
        return parse(source, text, begin);
    }

    private static NpyHeader parse(String source, String text, long begin) {
        Map<String, String> entries = entries(source, text, begin);
        String descr = entries.getOrDefault("descr", "");
        String fortran = entries.getOrDefault("fortran_order", "");
        String sizes = entries.getOrDefault("shape", "");
        if (!descr.matches("['\"].*") || !fortran.matches("True|False") || !sizes.startsWith("(")) {
            throw new NpyException(Reason.HEADER, source, begin, "keys " + entries.keySet() + ", " + KEYS);
        }
        List<Long> shape = shape(source, sizes, begin);
        if (fortran.equals("True") && shape.size() > 1) {
            throw new NpyException(
                    Reason.SHAPE,
                    source,
                    begin,
                    "columns one after the other (fortran_order), expected rows; numpy.ascontiguousarray makes them");
        }
        String type = descr.substring(1, descr.length() - 1);
        return new NpyHeader(type(source, type, begin), order(type), shape, begin + text.length());
    }

    private static Map<String, String> entries(String source, String text, long begin) {
        Map<String, String> entries = new HashMap<>();
        Matcher entry = ENTRY.matcher(text);
        int at = text.indexOf('{') + 1;
        while (text.startsWith("{") && entry.region(at, text.length()).lookingAt()) {
            if (entries.put(entry.group(2), entry.group(3)) != null) {
                break;
            }
            at = entry.end();
        }
        if (!END.matcher(text).region(at, text.length()).matches()
                || !text.chars().allMatch(c -> c < 0x80)) {
            throw new NpyException(Reason.HEADER, source, begin + at, "a header that is no such text, " + KEYS);
        }
        return entries;
    }

    private static List<Long> shape(String source, String sizes, long begin) {
        List<Long> shape = new ArrayList<>();
        Matcher size = SIZE.matcher(sizes);
        while (size.find()) {
            shape.add(size.group().length() > 18 ? Long.MAX_VALUE : Long.parseLong(size.group()));
        }
        if (shape.isEmpty() || shape.size() > 2 || shape.contains(Long.MAX_VALUE)) {
            throw new NpyException(
                    Reason.SHAPE, source, begin, "shape " + sizes + ", expected one or two sizes below 10^18");
        }
        return List.copyOf(shape);
    }

    private static StoredNumber type(String source, String descr, long begin) {
        for (StoredNumber type : StoredNumber.values()) {
            if (descr.matches("[<>]" + type.code())) {
                return type;
            }
        }
        throw new NpyException(
                Reason.TYPE,
                source,
                begin,
                "numbers of type '" + descr + "', expected float16, float32, float64, int32 or int64");
    }

    private static ByteOrder order(String descr) {
        return descr.startsWith("<") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    }

    private static ByteBuffer next(SeekableByteChannel channel, int length, String source) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        long begin = channel.position();
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new NpyException(
                        Reason.LENGTH,
                        source,
                        begin,
                        "the file ends after " + buffer.position() + " bytes, expected " + length + " of its header");
            }
        }
        return buffer.flip();
    }
}
