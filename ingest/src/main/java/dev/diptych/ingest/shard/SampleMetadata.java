package dev.diptych.ingest.shard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.ingest.caption.Row;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
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
 * @param hash of the image file that was ingested first; null if unknown
 * @param sourceArchive the archive that it came from; null if unknown
 * @param sourceMember its name there; null if unknown
 * @param licence as its source states it; null if unknown
 * @param others the fields of other tools, such as img2dataset's {@code url} and {@code exif}, in their order
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
        @Nullable String licence,
        Map<String, JsonNode> others)
        implements Serializable {
    /** Stands between the captions in {@code KEY.txt} and in the field {@code caption}. */
    public static final String SEPARATOR = ", ";

    /** The fields that speak of the stored image and its captions. */
    private static final Set<String> STORED =
            Set.of("caption", "captions", "concept", "key", "status", "error_message", "width", "height");

    /** The fields that speak of the original; its hash does too. */
    private static final Set<String> ORIGINAL =
            Set.of("original_width", "original_height", "source_archive", "source_member", "licence");

    private static final Pattern HEX = Pattern.compile("(?:[0-9a-fA-F]{2})+");

    public SampleMetadata {
        captions = List.copyOf(captions);
        others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
    }

    /** Metadata without fields of other tools. */
    public SampleMetadata(
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
        this(
                key,
                captions,
                concept,
                width,
                height,
                originalWidth,
                originalHeight,
                hash,
                sourceArchive,
                sourceMember,
                licence,
                Map.of());
    }

    /** Returns a sample's metadata, also of shards that other tools wrote; a field that is not there is unknown. */
    public static SampleMetadata of(Sample sample) {
        return SampleReading.of(sample).metadata();
    }

    /** Returns what the object of a {@code KEY.json} says, with captions that were read already. */
    public static SampleMetadata of(String key, List<String> captions, ObjectNode json) {
        FileHash hash = hash(json);
        Map<String, JsonNode> others = new LinkedHashMap<>();
        json.properties().forEach(field -> others.put(field.getKey(), field.getValue()));
        others.keySet().removeAll(STORED);
        others.keySet().removeAll(ORIGINAL);
        if (hash != null) {
            others.remove(hash.algorithm().field());
        }
        return new SampleMetadata(
                key,
                captions,
                Row.values(json.path("concept")).stream()
                        .filter(concept -> !concept.isBlank())
                        .findFirst()
                        .orElse(null),
                json.path("width").asInt(),
                json.path("height").asInt(),
                json.path("original_width").asInt(),
                json.path("original_height").asInt(),
                hash,
                text(json, "source_archive"),
                text(json, "source_member"),
                text(json, "licence"),
                others);
    }

    /** Takes what {@link #after} does not want out of a {@code KEY.json}: the fields of the stored image and its captions. */
    public static void dropOfThisImage(ObjectNode json) {
        json.remove(STORED);
    }

    /**
     * Returns this with what an earlier {@code KEY.json} of the image knew of the original: its size, hash, source and licence,
     * and the fields of other tools.
     */
    public SampleMetadata after(SampleMetadata earlier) {
        boolean sized = earlier.originalWidth > 0 && earlier.originalHeight > 0;
        boolean placed = earlier.sourceArchive != null;
        return new SampleMetadata(
                key,
                captions,
                concept,
                width,
                height,
                sized ? earlier.originalWidth : originalWidth,
                sized ? earlier.originalHeight : originalHeight,
                earlier.hash != null ? earlier.hash : hash,
                placed ? earlier.sourceArchive : sourceArchive,
                placed ? earlier.sourceMember : sourceMember,
                licence != null ? licence : earlier.licence,
                earlier.others);
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
        others.forEach(json::putIfAbsent);
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable FileHash hash(JsonNode json) {
        for (FileHash.Algorithm algorithm : FileHash.Algorithm.values()) {
            String hex = text(json, algorithm.field());
            if (hex != null && HEX.matcher(hex).matches()) {
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
