package dev.diptych.ingest.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.ingest.manifest.DropReason;
import dev.diptych.ingest.manifest.Place;
import dev.diptych.ingest.output.AppendFile;
import dev.diptych.ingest.output.OutputFolder;
import dev.diptych.ingest.output.StoredSamples;
import dev.diptych.ingest.report.DuplicatePair;
import dev.diptych.ingest.report.Thumbnail;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The first duplicates of each kind, with a small picture of what was left out, since that is in no shard. The file belongs
 * to the unfinished run.
 */
final class PairLog implements Closeable {
    static final String NAME = "pairs.jsonl";

    private static final int MOST = 16;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final OutputFolder folder;
    private final AppendFile file;
    private final Map<DropReason, Integer> counts = new EnumMap<>(DropReason.class);

    PairLog(OutputFolder folder, long length) {
        this.folder = folder;
        this.file = AppendFile.open(folder, NAME, length);
        for (JsonNode pair : lines()) {
            counts.merge(DropReason.ofCode(pair.path("reason").asText()), 1, Integer::sum);
        }
    }

    /** Returns whether more pairs of this kind are shown. */
    boolean wants(DropReason reason) {
        return counts.getOrDefault(reason, 0) < MOST;
    }

    /** Adds an image that is a duplicate of a kept one. */
    void add(DropReason reason, String dropped, byte[] image, String twin, Place place, int distance)
            throws IOException {
        ObjectNode json = json(reason, dropped, image, twin, distance);
        json.put("place", place.packed());
        write(reason, json);
    }

    /** Adds an image that stands in an evaluation set. */
    void add(DropReason reason, String dropped, byte[] image, String twin, byte[] twinImage, int distance)
            throws IOException {
        ObjectNode json = json(reason, dropped, image, twin, distance);
        json.put("twin_picture", Thumbnail.dataUri(twinImage));
        write(reason, json);
    }

    /** Returns all pairs, once the shards are finished. */
    List<DuplicatePair> pairs(StoredSamples samples) throws IOException {
        file.sync();
        List<DuplicatePair> pairs = new ArrayList<>();
        for (JsonNode pair : lines()) {
            String twinPicture = pair.has("place")
                    ? Thumbnail.dataUri(
                            samples.read(Place.unpacked(pair.path("place").asLong()))
                                    .image()
                                    .orElseThrow())
                    : pair.path("twin_picture").asText();
            pairs.add(new DuplicatePair(
                    pair.path("reason").asText(),
                    pair.path("dropped").asText(),
                    pair.path("picture").asText(),
                    pair.path("twin").asText(),
                    twinPicture,
                    pair.path("distance").asInt()));
        }
        return pairs;
    }

    /** Hands everything to the disk and returns the file's length. */
    long sync() throws IOException {
        file.sync();
        return file.length();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private static ObjectNode json(DropReason reason, String dropped, byte[] image, String twin, int distance) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("reason", reason.code());
        json.put("dropped", dropped);
        json.put("picture", Thumbnail.dataUri(image));
        json.put("twin", twin);
        json.put("distance", distance);
        return json;
    }

    private void write(DropReason reason, ObjectNode json) throws IOException {
        file.write((json + "\n").getBytes(StandardCharsets.UTF_8));
        counts.merge(reason, 1, Integer::sum);
    }

    private List<JsonNode> lines() {
        List<JsonNode> lines = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(folder.unfinished(NAME))) {
                lines.add(JSON.readTree(line));
            }
        } catch (IOException e) {
            throw OutputFolder.unwritable(folder.unfinished(NAME), e);
        }
        return lines;
    }
}
