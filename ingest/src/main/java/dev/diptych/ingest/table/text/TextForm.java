package dev.diptych.ingest.table.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.PushbackReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a table's text is written, where that is not plain from its format and its bytes.
 *
 * @param encoding of its characters; null for what its byte-order mark says, and UTF-8 without one
 * @param separator between columns; null for the format's own
 * @param header the columns' names, for a table whose first line is a row; none for a table whose first line they are
 */
public record TextForm(@Nullable Charset encoding, @Nullable Character separator, List<String> header) {
    /** What the format and the bytes say. */
    public static final TextForm PLAIN = new TextForm(null, null, List.of());

    public TextForm {
        header = List.copyOf(header);
    }

    /** Returns the characters, without a byte-order mark. */
    public Reader reader(InputStream bytes) throws IOException {
        PushbackInputStream in = new PushbackInputStream(bytes, 2);
        byte[] start = in.readNBytes(2);
        in.unread(start);
        PushbackReader reader = new PushbackReader(
                new BufferedReader(new InputStreamReader(in, encoding == null ? marked(start) : encoding)));
        int first = reader.read();
        if (first >= 0 && first != '\uFEFF') {
            reader.unread(first);
        }
        return reader;
    }

    private static Charset marked(byte[] start) {
        int mark = start.length < 2 ? 0 : (start[0] & 0xFF) << 8 | start[1] & 0xFF;
        return switch (mark) {
            case 0xFEFF -> StandardCharsets.UTF_16BE;
            case 0xFFFE -> StandardCharsets.UTF_16LE;
            default -> StandardCharsets.UTF_8;
        };
    }
}
