package dev.diptych.report.tensorboard;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** TFRecord's framing: the length, its checksum, the bytes, their checksum (tensorflow/core/lib/io/record_writer.h). */
final class Frame {
    private static final int ADDED = 0xa282ead8;

    private Frame() {}

    static byte[] of(byte[] data) {
        ByteBuffer record = ByteBuffer.allocate(Long.BYTES + 2 * Integer.BYTES + data.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(data.length);
        record.putInt(masked(record.array(), Long.BYTES));
        record.put(data);
        record.putInt(masked(data, data.length));
        return record.array();
    }

    /** CRC-32C (RFC 3720), turned and shifted, since a file may hold checksums of what holds checksums. */
    private static int masked(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return Integer.rotateRight((int) crc.getValue(), 15) + ADDED;
    }
}
