package dev.diptych.export.onnx.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The examples of protocol buffers' "Encoding", and what its rules say of other numbers. */
final class MessageTest {
    @Test
    void numbersTakeSevenBitsAByte() throws IOException {
        assertThat(hex(new Message().number(1, 150))).isEqualTo("089601");
        assertThat(hex(new Message().number(1, 0))).isEqualTo("0800");
        assertThat(hex(new Message().number(20, 1))).isEqualTo("a00101");
        assertThat(hex(new Message().number(1, -2))).isEqualTo("08feffffffffffffffff01");
        assertThat(hex(new Message().number(1, 1L << 32))).isEqualTo("088080808010");
    }

    @Test
    void textsAndMessagesBeginWithTheirLength() throws IOException {
        assertThat(hex(new Message().text(2, "testing"))).isEqualTo("120774657374696e67");
        assertThat(hex(new Message().part(3, new Message().number(1, 150)))).isEqualTo("1a03089601");
        assertThat(hex(new Message().text(1, ""))).isEqualTo("0a00");
    }

    @Test
    void realsAreLittleEndian() throws IOException {
        assertThat(hex(new Message().real(2, 1.5f))).isEqualTo("150000c03f");
    }

    @Test
    void partsAreMadeWhenTheyAreWritten() throws IOException {
        int[] made = {0};
        Message message = new Message().part(9, new Content() {
            @Override
            public long size() {
                return 3;
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                made[0]++;
                out.write(new byte[] {1, 2, 3});
            }
        });
        assertThat(message.size()).isEqualTo(5);
        assertThat(made[0]).isZero();
        assertThat(hex(message)).isEqualTo("4a03010203");
        assertThat(made[0]).isOne();
    }

    private static String hex(Message message) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        message.writeTo(bytes);
        assertThat(bytes.size()).isEqualTo((int) message.size());
        return HexFormat.of().formatHex(bytes.toByteArray());
    }
}
