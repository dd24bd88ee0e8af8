package dev.diptych.ingest.pipeline.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.image.DecodeOptions;
import dev.diptych.image.ImageException;
import dev.diptych.image.codec.ImageDecoder;
import dev.diptych.ingest.manifest.DropReason;
import dev.diptych.ingest.manifest.Place;
import dev.diptych.ingest.output.AppendFile;
import dev.diptych.ingest.output.OutputFolder;
import dev.diptych.ingest.output.StoredSamples;
import dev.diptych.ingest.pipeline.work.Outcome;
import dev.diptych.ingest.report.DuplicatePair;
import dev.diptych.ingest.report.LeftOut;
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
 * The first images that are left out for each reason, with a small picture of them, since they are in no shard. The file
 * belongs to the unfinished run.
 */
public final class LeftOutLog implements Closeable {
    static final String NAME = "left_out.jsonl";

    /** So many of each reason are shown. */
    public static final int MOST = 6;

    private static final int MOST_PAIRS = 16;
    private static final String TWIN = "twin";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final OutputFolder folder;
    private final ImageDecoder decoder;
    private final AppendFile file;
    private final Map<DropReason, Integer> counts = new EnumMap<>(DropReason.class);

    /** @param maxPixels no larger image is decoded */
    LeftOutLog(OutputFolder folder, long maxPixels, long length) {
        this.folder = folder;
        this.decoder = new ImageDecoder(new DecodeOptions(maxPixels, DecodeOptions.DEFAULT_BACKGROUND, true));
        this.file = AppendFile.open(folder, NAME, length);
        for (JsonNode line : lines()) {
            counts.merge(DropReason.ofCode(line.path("reason").asText()), 1, Integer::sum);
        }
    }

    /** Adds an image that is refused for what it is, unless there are enough of them; with its picture if it has one. */
    void add(Outcome.Dropped drop) throws IOException {
        if (!drop.reason().isImage() || counts.getOrDefault(drop.reason(), 0) >= MOST) {
            return;
        }
        ObjectNode json = json(drop.reason(), drop.origin().where());
        json.put("detail", drop.detail());
        json.put("picture", picture(drop));
        write(drop.reason(), json);
    }

    /** Returns whether more pairs of this kind are shown. */
    boolean wantsPair(DropReason reason) {
        return counts.getOrDefault(reason, 0) < MOST_PAIRS;
    }

    /** Adds an image that is a duplicate of a kept one. */
    void addPair(DropReason reason, String dropped, byte[] image, String twin, Place place, int distance)
            throws IOException {
        ObjectNode json = pair(reason, dropped, image, twin, distance);
        json.put("place", place.packed());
        write(reason, json);
    }

    /** Adds an image that stands in an evaluation set. */
    void addPair(DropReason reason, String dropped, byte[] image, String twin, byte[] twinImage, int distance)
            throws IOException {
        ObjectNode json = pair(reason, dropped, image, twin, distance);
        json.put("twin_picture", Thumbnail.dataUri(twinImage));
        write(reason, json);
    }

    /** Returns the images that are refused for what they are, by reason, in the order of the input. */
    List<LeftOut> refused() throws IOException {
        file.sync();
        List<LeftOut> refused = new ArrayList<>();
        for (JsonNode line : lines()) {
            if (!line.has(TWIN)) {
                refused.add(new LeftOut(
                        DropReason.ofCode(line.path("reason").asText()),
                        line.path("dropped").asText(),
                        line.path("detail").asText(),
                        line.path("picture").asText()));
            }
        }
        return refused;
    }

    /** Returns all pairs, once the shards are finished. */
    List<DuplicatePair> pairs(StoredSamples samples) throws IOException {
        file.sync();
        List<DuplicatePair> pairs = new ArrayList<>();
        for (JsonNode line : lines()) {
            if (line.has(TWIN)) {
                pairs.add(pair(line, samples));
            }
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

    /** What can be decoded of a file within the limits; empty if that is nothing. */
    private String picture(Outcome.Dropped drop) {
        Outcome.Contents image = drop.file();
        try {
            return image == null
                    ? ""
                    : Thumbnail.small(decoder.decode(image.bytes()).image());
        } catch (ImageException e) {
            return "";
        }
    }

    private static DuplicatePair pair(JsonNode line, StoredSamples samples) {
        String twinPicture = line.has("place")
                ? Thumbnail.dataUri(
                        samples.read(Place.unpacked(line.path("place").asLong()))
                                .image()
                                .orElseThrow())
                : line.path("twin_picture").asText();
        return new DuplicatePair(
                line.path("reason").asText(),
                line.path("dropped").asText(),
                line.path("picture").asText(),
                line.path(TWIN).asText(),
                twinPicture,
                line.path("distance").asInt());
    }

    private static ObjectNode pair(DropReason reason, String dropped, byte[] image, String twin, int distance) {
        ObjectNode json = json(reason, dropped);
        json.put("picture", Thumbnail.dataUri(image));
        json.put(TWIN, twin);
        json.put("distance", distance);
        return json;
    }

    private static ObjectNode json(DropReason reason, String dropped) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("reason", reason.code());
        json.put("dropped", dropped);
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
