package dev.diptych.ingest.name;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FileNameTest {
    @Test
    void writesBytesThatAreNoUtf8AsVimShowsThem() {
        record Case(String name, Charset charset, String text) {}
        Case[] cases = {
            new Case("café.jpg", UTF_8, "café.jpg"),
            new Case("café.jpg", StandardCharsets.ISO_8859_1, "caf<E9>.jpg"),
            new Case("照片.jpg", Charset.forName("GBK"), "<D5><D5>Ƭ.jpg"),
            new Case("a<b>.jpg", UTF_8, "a<b>.jpg"),
            new Case("caf<E9>.jpg", UTF_8, "caf<3C>E9>.jpg"),
            new Case("caf<e9>.jpg", UTF_8, "caf<e9>.jpg"),
            new Case("\uFFFD.jpg", UTF_8, "\uFFFD.jpg"),
        };
        for (Case c : cases) {
            byte[] bytes = c.name().getBytes(c.charset());
            assertThat(FileName.text(bytes)).isEqualTo(c.text());
            assertThat(FileName.bytes(c.text())).isEqualTo(bytes);
        }
    }

    @Test
    void keepsDifferentBytesDifferentAndFindsThemAgain() {
        byte[] alphabet = {'<', '3', 'C', 'E', '9', '>', '/', (byte) 0xE9, (byte) 0xC3, (byte) 0xA9, (byte) 0xF0};
        Random random = new Random(5);
        Map<String, String> seen = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            byte[] name = new byte[random.nextInt(9)];
            for (int at = 0; at < name.length; at++) {
                name[at] = alphabet[random.nextInt(alphabet.length)];
            }
            String text = FileName.text(name);
            String raw = new String(name, StandardCharsets.ISO_8859_1);
            assertThat(FileName.bytes(text)).isEqualTo(name);
            assertThat(new String(text.getBytes(UTF_8), UTF_8)).isEqualTo(text);
            assertThat(seen.putIfAbsent(text, raw)).isIn(null, raw);
        }
    }
}
