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
 * What decides the bytes of the files that a job makes, in a file beside them: a later run goes on only where it is the
 * same.
 *
 * @param facts by name
 */
record EmbeddingStamp(SortedMap<String, String> facts) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The stamp in a file, or null where there is none. */
    private static @Nullable EmbeddingStamp read(Path file) throws IOException {
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

    /**
     * Whether what an earlier run left is of this kind; never where it is to be replaced.
     *
     * @throws EmbedException if it is of another
     */
    boolean goesOn(Path file, boolean overwrite) throws IOException {
        EmbeddingStamp found = overwrite ? null : read(file);
        if (found == null) {
            return false;
        }
        String difference = found.difference(this);
        if (!difference.isEmpty()) {
            throw new EmbedException(
                    file.toString(),
                    difference + "; overwrite to make them anew, or keep these and choose another folder");
        }
        return true;
    }

    void write(Path file) throws IOException {
        String json = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(facts) + "\n";
        WholeFile.write(file, json.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns what differs from {@code asked}, as {@code <name> <this one's>, expected <that one's>}; empty if nothing. */
    private String difference(EmbeddingStamp asked) {
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
