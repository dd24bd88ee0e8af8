package dev.diptych.text.cleaning;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The 2,231 named character references of HTML5, read once from the resource {@code html5-entities.tsv}. */
final class HtmlEntities {
    private static final String RESOURCE = "html5-entities.tsv";
    private static final Map<String, String> BY_NAME = read();

    private HtmlEntities() {}

    /** The characters of a name, which carries its semicolon if it has one ({@code lt;}, {@code lt}). */
    static @Nullable String get(String name) {
        return BY_NAME.get(name);
    }

    private static Map<String, String> read() {
        Map<String, String> byName = new HashMap<>();
        try (InputStream in = HtmlEntities.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("read failed: " + RESOURCE + ": absent, expected in the jar");
            }
            String table = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            table.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                int tab = line.indexOf('\t');
                StringBuilder characters = new StringBuilder();
                for (String codePoint : line.substring(tab + 1).split(" ", -1)) {
                    characters.appendCodePoint(Integer.parseInt(codePoint, 16));
                }
                byName.put(line.substring(0, tab), characters.toString());
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return byName;
    }
}
