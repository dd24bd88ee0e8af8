package dev.diptych.export.onnx.weight;

import dev.diptych.export.onnx.graph.ElementType;
import dev.diptych.export.onnx.wire.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Supplier;

/**
 * The bytes of a tensor's elements, made as they are written.
 *
 * @param loading reads what they are made of, once they are wanted
 */
record ElementData(long elements, ElementType type, Supplier<Elements> loading) implements Content {
    private static final int CHUNK = 1 << 16; // bytes

    /** Puts elements into a buffer. */
    interface Elements {
        void put(int index, ByteBuffer buffer);
    }

    @Override
    public long size() {
        return elements * type.bytes();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        Elements source = loading.get();
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < elements; i++) {
            if (!chunk.hasRemaining()) {
                out.write(chunk.array());
                chunk.clear();
            }
            source.put(i, chunk);
        }
        out.write(chunk.array(), 0, chunk.position());
    }
}
