package dev.diptych.ingest.shard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The member {@code KEY.json} of a sample: img2dataset's fields, and what Diptych adds ({@code captions},
 * {@code concept}, {@code source_archive}, {@code source_member}, {@code licence}).
 *
 * @param key the sample's key
 * @param captions every caption, the best first; empty in a shard without captions
 * @param concept what the image shows: samples of the same concept are not negatives of each other; null if unknown
 * @param width columns of the stored image, upright; 0 if unknown, like the next three
 * @param height rows of the stored image, upright
 * @param originalWidth columns of the image that was ingested
 * @param originalHeight rows of the image that was ingested
 * @param hash of the image file that was ingested; null if unknown
 * @param sourceArchive the archive that it came from; null if unknown
 * @param sourceMember its name there; null if unknown
 * @param licence as its source states it; null if unknown
 */
public record SampleMetadata(
        String key,
        List<String> captions,
        @Nullable String concept,
        int width,
        int height,
        int originalWidth,
        int originalHeight,
        @Nullable FileHash hash,
        @Nullable String sourceArchive,
        @Nullable String sourceMember,
        @Nullable String licence) {
    /** Stands between the captions in {@code KEY.txt} and in the field {@code caption}. */
    public static final String SEPARATOR = ", ";

    private static final ObjectMapper JSON = new ObjectMapper();

    public SampleMetadata {
        captions = List.copyOf(captions);
    }

    /**
     * Returns a sample's metadata, also of shards that other tools wrote: the captions are the JSON's {@code captions},
     * else its {@code caption}, else the member {@code txt}; a field that is not there is unknown.
     *
     * @throws IngestException if {@code KEY.json} is there and is no JSON object
     */
    public static SampleMetadata of(Sample sample) {
        JsonNode json = parse(sample);
        List<String> captions = new ArrayList<>();
        json.path("captions").forEach(caption -> captions.add(caption.asText()));
        if (captions.isEmpty()) {
            String single = text(json, "caption");
            (single == null ? sample.text() : Optional.of(single))
                    .filter(text -> !text.isBlank())
                    .ifPresent(captions::add);
        }
        return new SampleMetadata(
                sample.key(),
                captions,
                text(json, "concept"),
                json.path("width").asInt(),
                json.path("height").asInt(),
                json.path("original_width").asInt(),
                json.path("original_height").asInt(),
                hash(json),
                text(json, "source_archive"),
                text(json, "source_member"),
                text(json, "licence"));
    }

    /** Returns all captions in one line, the best first. */
    public String caption() {
        return String.join(SEPARATOR, captions);
    }

    /** Returns the contents of {@code KEY.json}, in UTF-8, the fields in a fixed order. */
    public byte[] toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("caption", caption());
        captions.forEach(json.putArray("captions")::add);
        json.put("concept", concept);
        json.put("key", key);
        json.put("status", "success");
        json.putNull("error_message");
        json.put("width", width);
        json.put("height", height);
        json.put("original_width", originalWidth);
        json.put("original_height", originalHeight);
        if (hash != null) {
            json.put(hash.algorithm().field(), hash.hex());
        }
        json.put("source_archive", sourceArchive);
        json.put("source_member", sourceMember);
        if (licence != null) {
            json.put("licence", licence);
        }
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static JsonNode parse(Sample sample) {
        byte[] bytes = sample.members().get("json");
        if (bytes == null) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            JsonNode node = JSON.readTree(bytes);
            if (node != null && node.isObject()) {
                return node;
            }
            throw new IngestException(Reason.CORRUPT, sample.key() + ".json", "no JSON object, expected metadata");
        } catch (JsonProcessingException e) {
            throw new IngestException(
                    Reason.CORRUPT,
                    sample.key() + ".json",
                    e.getLocation() == null
                            ? IngestException.NO_OFFSET
                            : e.getLocation().getByteOffset(),
                    "no JSON, expected metadata",
                    e);
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory failed", e);
        }
    }

    private static @Nullable FileHash hash(JsonNode json) {
        for (FileHash.Algorithm algorithm : FileHash.Algorithm.values()) {
            String hex = text(json, algorithm.field());
            if (hex != null) {
                return new FileHash(algorithm, hex);
            }
        }
        return null;
    }

    private static @Nullable String text(JsonNode json, String field) {
        JsonNode value = json.get(field);
        return value == null || !value.isValueNode() || value.isNull() ? null : value.asText();
    }
}
