package dev.diptych.ingest.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How far a run is, as of the last shard that was finished. All else is in the manifest, which is read again up to here.
 *
 * @param run what is read and what is made of it
 * @param base the entries of the manifest that runs before this one wrote
 * @param entries all entries, with those
 * @param lengths of the files that grow, and how far each open shard is
 */
public record Journal(RunStamp run, long base, long entries, Map<String, Long> lengths) {
    private static final String NAME = "journal.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    public Journal {
        lengths = Map.copyOf(lengths);
        if (base < 0 || entries < base) {
            throw new IllegalArgumentException(
                    "journal refused: " + entries + " entries of which " + base + " are old");
        }
    }

    /** Returns the journal of the run that did not come to its end; nothing if there is none that can be read. */
    public static Optional<Journal> read(OutputFolder folder) {
        Path file = folder.unfinished(NAME);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            JsonNode json = JSON.readTree(Files.readAllBytes(file));
            Map<String, Long> lengths = new TreeMap<>();
            json.required("lengths")
                    .fields()
                    .forEachRemaining(e -> lengths.put(e.getKey(), e.getValue().asLong()));
            return Optional.of(new Journal(
                    RunStamp.of(json.required("run")),
                    json.required("base").asLong(),
                    json.required("entries").asLong(),
                    lengths));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Deletes the journal: what lies there is to be begun again. */
    public static void delete(OutputFolder folder) {
        folder.act("delete the journal", () -> Files.deleteIfExists(folder.unfinished(NAME)));
    }

    /** Replaces the journal. */
    public void write(OutputFolder folder) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("run", run.json());
        json.put("base", base);
        json.put("entries", entries);
        ObjectNode files = json.putObject("lengths");
        new TreeMap<>(lengths).forEach(files::put);
        folder.replaceUnfinished(NAME, json.toString().getBytes(StandardCharsets.UTF_8));
    }
}
