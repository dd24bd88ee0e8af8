package dev.diptych.ingest.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The runs that made a folder what it is, each of which came to its end.
 *
 * @param runs the first one, and those that extended it
 */
public record RunRecord(List<RunStamp> runs) {
    /** No run came to its end. */
    public static final RunRecord NONE = new RunRecord(List.of());

    private static final ObjectMapper JSON = new ObjectMapper();

    public RunRecord {
        runs = List.copyOf(runs);
    }

    /** Returns the record of a folder; nothing if there is none that can be read. */
    public static Optional<RunRecord> read(OutputFolder folder) {
        Path file = folder.file(OutputFolder.RECORD);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            List<RunStamp> runs = new ArrayList<>();
            for (JsonNode run : JSON.readTree(Files.readAllBytes(file)).required("runs")) {
                runs.add(RunStamp.of(run));
            }
            return runs.isEmpty() ? Optional.empty() : Optional.of(new RunRecord(runs));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Returns this record with one more run. */
    public RunRecord with(RunStamp run) {
        List<RunStamp> more = new ArrayList<>(runs);
        more.add(run);
        return new RunRecord(more);
    }

    /** Returns the contents of the record's file. */
    public byte[] encoded() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode array = json.putArray("runs");
        runs.forEach(run -> array.add(run.json()));
        return (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
