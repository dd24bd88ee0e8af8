package dev.diptych.export.onnx.graph;

import dev.diptych.export.onnx.wire.Content;
import dev.diptych.export.onnx.wire.Message;
import java.util.List;

/**
 * A tensor of constants: {@code TensorProto}.
 *
 * @param shape empty for a scalar
 * @param data row-major, little-endian
 */
record Initializer(String name, ElementType type, List<Integer> shape, Content data) {
    private static final int EXTERNAL = 1;

    /** With its values in it. */
    Message message() {
        return head().part(9, data);
    }

    /** With its values in another file, of this name, from a byte on. */
    Message message(String file, long offset) {
        return head().part(13, entry("location", file))
                .part(13, entry("offset", Long.toString(offset)))
                .part(13, entry("length", Long.toString(data.size())))
                .number(14, EXTERNAL);
    }

    private Message head() {
        Message message = new Message();
        shape.forEach(size -> message.number(1, size));
        return message.number(2, type.number()).text(8, name);
    }

    private static Message entry(String key, String value) {
        return new Message().text(1, key).text(2, value);
    }
}
