package dev.diptych.ingest.table.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TextFormTest {
    private static String read(byte[] bytes, @Nullable Charset encoding) throws IOException {
        StringWriter text = new StringWriter();
        try (Reader reader = new TextForm(encoding, null, List.of()).reader(new ByteArrayInputStream(bytes))) {
            reader.transferTo(text);
        }
        return text.toString();
    }

    @Test
    void readsWhatTheMarkSaysElseUtf8() throws IOException {
        String text = "\uFEFFid,name\n1,é 😀\n";
        String plain = text.substring(1);
        for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            assertThat(read(text.getBytes(charset), null)).as(charset.name()).isEqualTo(plain);
            assertThat(read(text.getBytes(charset), charset)).as(charset.name()).isEqualTo(plain);
            assertThat(read(plain.getBytes(charset), charset))
                    .as(charset.name())
                    .isEqualTo(plain);
        }
        assertThat(read(plain.getBytes(StandardCharsets.UTF_8), null)).isEqualTo(plain);
        assertThat(read(text.getBytes(StandardCharsets.UTF_16LE), StandardCharsets.UTF_16))
                .isEqualTo(plain);
        assertThat(read(new byte[] {'n', (byte) 0xE9, (byte) 0x80}, Charset.forName("windows-1252")))
                .isEqualTo("né€");
        assertThat(read(new byte[0], null)).isEmpty();
        assertThat(read(new byte[] {'a'}, null)).isEqualTo("a");
    }
}
