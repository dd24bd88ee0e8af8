package dev.diptych.nn.cuda.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kernels' CUDA C++ sources. */
public final class Sources {
    private static final Pattern INCLUDE = Pattern.compile("(?m)^#include \"([a-z_]+\\.cuh)\"$");

    private Sources() {}

    /** The names of all files that are compiled. */
    public static List<String> names() {
        return List.of(
                "elementwise.cu",
                "norm.cu",
                "reduction.cu",
                "token.cu",
                "update.cu",
                "embedding.cu",
                "loss.cu",
                "optimizer.cu",
                "attention_plain.cu",
                "attention_32.cu",
                "attention_64.cu",
                "attention_80.cu",
                "attention_96.cu",
                "attention_112.cu",
                "attention_128.cu");
    }

    /**
     * A file's text, headers put in their place: it includes nothing and compiles as C++17.
     *
     * @throws IllegalArgumentException if there is no such file
     */
    public static String text(String name) {
        Matcher include = INCLUDE.matcher(read(name));
        return include.replaceAll(match -> Matcher.quoteReplacement(text(match.group(1))));
    }

    private static String read(String name) {
        try (InputStream stream = Sources.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalArgumentException(
                        "kernel source: " + name + ": not there, expected one of " + names());
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("kernel source: " + name + ": cannot be read", e);
        }
    }
}
