package dev.diptych.contrastive.embed;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.diptych.file.WholeFile;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What decides the bytes of a folder of embeddings, in {@code embeddings.json}: a later run goes on only where it is the
 * same.
 *
 * @param facts by name
 */
record EmbeddingStamp(SortedMap<String, String> facts) {
    static final String FILE = "embeddings.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The stamp of {@code output}, or null where it has none. */
    static @Nullable EmbeddingStamp read(Path output) throws IOException {
        Path file = output.resolve(FILE);
        if (!Files.exists(file)) {
            return null;
        }
        try {
            return new EmbeddingStamp(new TreeMap<>(
                    JSON.readValue(Files.readAllBytes(file), new TypeReference<Map<String, String>>() {})));
        } catch (JacksonException | CharConversionException e) {
            throw new EmbedException(
                    file.toString(),
                    "no JSON object of strings, expected what an embedding job wrote; overwrite to replace it");
        }
    }

    void write(Path output) throws IOException {
        String json = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(facts) + "\n";
        WholeFile.write(output.resolve(FILE), json.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns what differs from {@code asked}, as {@code <name> <this one's>, expected <that one's>}; empty if nothing. */
    String difference(EmbeddingStamp asked) {
        SortedMap<String, String> all = new TreeMap<>(facts);
        all.putAll(asked.facts);
        for (String name : all.keySet()) {
            String mine = facts.getOrDefault(name, "none");
            String theirs = asked.facts.getOrDefault(name, "none");
            if (!mine.equals(theirs)) {
                return name + " " + mine + ", expected " + theirs + " as asked for now";
            }
        }
        return "";
    }
}
