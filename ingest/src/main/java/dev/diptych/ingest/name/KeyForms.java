package dev.diptych.ingest.name;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The keys of a table's rows by the names of files that they mean, where they are written otherwise: with {@code \} between
 * the parts of a path, {@code ./} or {@code //} in it, or in another Unicode normal form. Names of files are taken as they are, but
 * for their normal form: on most systems a file may have a {@code \} in its name.
 */
public final class KeyForms {
    private static final Pattern HERE = Pattern.compile("^(?:\\./+)+|(?<=/)(?:\\.?/)+");

    /** Keys by the name that they mean, unless that is how they are written. */
    private final Map<String, List<String>> written = new HashMap<>();

    /**
     * Adds a key that was not there before.
     *
     * @param path the key if what it was made of had {@code /} between its parts
     */
    public void add(String key, String path) {
        String name = composed(plain(path.replace('\\', '/')));
        if (!name.equals(key)) {
            written.computeIfAbsent(name, any -> new ArrayList<>(1)).add(key);
        }
    }

    /** Returns the keys that mean a file of this name and are not its composed form, in the order in which they were added. */
    public List<String> of(String name) {
        return written.getOrDefault(composed(name), List.of());
    }

    /** Returns a name in Unicode NFC. */
    public static String composed(String name) {
        return Normalizer.isNormalized(name, Form.NFC) ? name : Normalizer.normalize(name, Form.NFC);
    }

    /** Returns a path without {@code ./} and doubled {@code /}. */
    private static String plain(String path) {
        boolean odd = path.startsWith("./") || path.contains("//") || path.contains("/./");
        return odd ? HERE.matcher(path).replaceAll("") : path;
    }

    /** Returns a key in quotes, with its normal form where it has one of several. */
    public static String shown(String key) {
        boolean composed = Normalizer.isNormalized(key, Form.NFC);
        boolean decomposed = Normalizer.isNormalized(key, Form.NFD);
        String form =
                composed && decomposed ? "" : composed ? " (NFC)" : decomposed ? " (NFD)" : " (NFC and NFD mixed)";
        return "'" + key + "'" + form;
    }
}
