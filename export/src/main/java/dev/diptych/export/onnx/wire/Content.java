package dev.diptych.export.onnx.wire;

import java.io.IOException;
import java.io.OutputStream;

/** Bytes whose number is known before they are made. */
public interface Content {
    long size();

    /** Writes {@link #size} bytes. */
    void writeTo(OutputStream out) throws IOException;

    /** Bytes that are there already. */
    static Content of(byte[] bytes) {
        return new Content() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write(bytes);
            }
        };
    }
}
