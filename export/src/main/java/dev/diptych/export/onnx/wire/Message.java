package dev.diptych.export.onnx.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/*
 * The format, by protocol buffers' "Encoding": a field is a key, its number times eight plus a type, and a value: type 0 a number
 * of seven bits a byte, lowest first, all but the last with the high bit set; type 2 such a number of bytes, then the bytes;
 * type 5 four bytes, little-endian. A message within a message is a field of type 2, so its size comes before it.
 */
/** One message: its fields in the order in which they were added. Large ones are written when the message is, and never held. */
public final class Message implements Content {
    private static final int VARINT = 0;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final List<Content> fields = new ArrayList<>();
    private long size;

    /** A whole number. */
    public Message number(int field, long value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        varint(bytes, key(field, VARINT));
        varint(bytes, value);
        return add(bytes);
    }

    public Message real(int field, float value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        varint(bytes, key(field, FIXED32));
        bytes.writeBytes(ByteBuffer.allocate(Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(value)
                .array());
        return add(bytes);
    }

    public Message text(int field, String value) {
        return part(field, Content.of(value.getBytes(StandardCharsets.UTF_8)));
    }

    /** Bytes, or a message. */
    public Message part(int field, Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        varint(bytes, key(field, BYTES));
        varint(bytes, content.size());
        add(bytes);
        fields.add(content);
        size += content.size();
        return this;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        for (Content field : fields) {
            field.writeTo(out);
        }
    }

    private Message add(ByteArrayOutputStream bytes) {
        fields.add(Content.of(bytes.toByteArray()));
        size += bytes.size();
        return this;
    }

    private static long key(int field, int type) {
        return (long) field << 3 | type;
    }

    /** Negative numbers take ten bytes, as the format has them. */
    private static void varint(ByteArrayOutputStream out, long value) {
        long left = value;
        while ((left & ~0x7FL) != 0) {
            out.write((int) (left & 0x7F | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
    }
}
