package dev.diptych.export.safetensors;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Safetensors files made by hand, right or wrong. */
final class Bytes {
    private Bytes() {}

    /** A file with a header and {@code data} zero bytes. */
    static byte[] file(String header, int data) {
        return file(header.getBytes(StandardCharsets.UTF_8), data);
    }

    static byte[] file(byte[] header, int data) {
        return file(header.length, header, data);
    }

    /** A file whose first eight bytes say {@code length}, whatever the header's is. */
    static byte[] file(long length, byte[] header, int data) {
        return ByteBuffer.allocate(8 + header.length + data)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .put(header)
                .array();
    }

    /** A header's entry of a tensor. */
    static String tensor(String name, String dtype, String shape, long begin, long end) {
        return "\"" + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":[" + begin + ","
                + end + "]}";
    }
}
