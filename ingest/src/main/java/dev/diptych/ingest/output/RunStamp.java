package dev.diptych.ingest.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run reads and what it makes of it: runs with the same stamp give the same bytes.
 *
 * @param settings a hash of the configuration, without its inputs
 * @param shape a hash of the part of it that all shards of a folder have in common
 * @param inputs a line for each file that is read, with its size and time
 * @param splits the names of the splits
 */
public record RunStamp(String settings, String shape, List<String> inputs, List<String> splits) {
    public RunStamp {
        inputs = List.copyOf(inputs);
        splits = List.copyOf(splits);
    }

    /** Returns what differs in another stamp, in words; empty if nothing does. */
    public String difference(RunStamp other) {
        if (!settings.equals(other.settings) || !shape.equals(other.shape) || !splits.equals(other.splits)) {
            return "another configuration";
        }
        for (int i = 0; i < Math.max(inputs.size(), other.inputs.size()); i++) {
            String mine = i < inputs.size() ? inputs.get(i) : "";
            String theirs = i < other.inputs.size() ? other.inputs.get(i) : "";
            if (!mine.equals(theirs)) {
                String name = (mine.isEmpty() ? theirs : mine).split("\t", 2)[0];
                return "a change of " + name;
            }
        }
        return "";
    }

    /** Reads what {@link #json()} returned. */
    static RunStamp of(JsonNode json) {
        return new RunStamp(
                json.required("settings").asText(),
                json.required("shape").asText(),
                texts(json.required("inputs")),
                texts(json.required("splits")));
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("settings", settings);
        json.put("shape", shape);
        inputs.forEach(json.putArray("inputs")::add);
        splits.forEach(json.putArray("splits")::add);
        return json;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
