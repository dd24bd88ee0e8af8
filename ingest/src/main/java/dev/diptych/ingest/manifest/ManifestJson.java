package dev.diptych.ingest.manifest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.diptych.ingest.duplicate.Fingerprint;
import dev.diptych.ingest.duplicate.Hash128;
import dev.diptych.ingest.duplicate.ImageSignature;
import dev.diptych.ingest.manifest.ManifestEntry.Dropped;
import dev.diptych.ingest.manifest.ManifestEntry.Kept;
import dev.diptych.ingest.manifest.ManifestEntry.Other;
import dev.diptych.ingest.manifest.ManifestEntry.Role;
import dev.diptych.ingest.manifest.ManifestEntry.Twin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The lines of {@code manifest.jsonl}; {@code docs/formats.md} lists their fields. */
public final class ManifestJson {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEPT = "kept";
    private static final String DROPPED = "dropped";

    private final List<String> splits;

    /**
     * @param splits the names of the splits, by their index
     */
    public ManifestJson(List<String> splits) {
        this.splits = List.copyOf(splits);
    }

    /** Returns an entry's line, with the line break. */
    public byte[] line(ManifestEntry entry) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            if (entry instanceof Kept kept) {
                json.writeStringField("status", KEPT);
                origin(json, kept.origin());
                kept(json, kept);
            } else if (entry instanceof Dropped dropped) {
                json.writeStringField("status", DROPPED);
                json.writeStringField("reason", dropped.reason().code());
                origin(json, dropped.origin());
                dropped(json, dropped);
            } else if (entry instanceof Other other) {
                json.writeStringField("status", other.role().name().toLowerCase(Locale.ROOT));
                origin(json, other.origin());
            }
            json.writeEndObject();
        }
        line.write('\n');
        return line.toByteArray();
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException if it is none of this version
     */
    public ManifestEntry parse(String line) {
        try {
            JsonNode json = JSON.readTree(line);
            String member = json.path("source_member").asText("");
            Origin origin = new Origin(
                    text(json, "source_archive"),
                    json.path("source_member").isNull() ? "" : member,
                    json.path("key").asText(""),
                    (float) json.path("score").asDouble(Double.NaN));
            String status = text(json, "status");
            return switch (status) {
                case KEPT -> kept(json, origin);
                case DROPPED -> dropped(json, origin);
                default -> new Other(origin, Role.valueOf(status.toUpperCase(Locale.ROOT)));
            };
        } catch (IOException e) {
            throw new IllegalArgumentException("no JSON, expected a line of a manifest", e);
        }
    }

    private void kept(JsonGenerator json, Kept kept) throws IOException {
        json.writeStringField("concept", kept.concept());
        json.writeStringField("split", splits.get(kept.place().split()));
        json.writeNumberField("shard", kept.place().shard());
        json.writeNumberField("index", kept.place().index());
        json.writeStringField("sample", kept.place().key());
        json.writeStringField("format", kept.format());
        json.writeNumberField("width", kept.width());
        json.writeNumberField("height", kept.height());
        json.writeNumberField("original_width", kept.originalWidth());
        json.writeNumberField("original_height", kept.originalHeight());
        json.writeNumberField("captions", kept.captions());
        json.writeNumberField("caption_length", kept.captionLength());
        json.writeStringField("content_hash", kept.fingerprint().content().hex());
        ImageSignature signature = kept.fingerprint().signature();
        if (signature != null) {
            json.writeStringField("signature", signature.hex());
        }
        if (kept.isCompared()) {
            json.writeNumberField("decode_psnr", kept.decodePsnr());
        }
    }

    private Kept kept(JsonNode json, Origin origin) {
        JsonNode signature = json.get("signature");
        return new Kept(
                origin,
                text(json, "concept"),
                new Place(
                        split(json),
                        json.path("shard").asInt(),
                        json.path("index").asInt()),
                text(json, "format"),
                json.path("width").asInt(),
                json.path("height").asInt(),
                json.path("original_width").asInt(),
                json.path("original_height").asInt(),
                json.path("captions").asInt(),
                json.path("caption_length").asInt(),
                new Fingerprint(
                        Hash128.parse(text(json, "content_hash")),
                        signature == null ? null : ImageSignature.parse(signature.asText())),
                json.path("decode_psnr").asDouble(Double.NaN));
    }

    private void dropped(JsonGenerator json, Dropped dropped) throws IOException {
        json.writeStringField("split", splits.get(dropped.split()));
        json.writeStringField("error_message", dropped.detail());
        Twin twin = dropped.duplicateOf();
        if (twin != null) {
            json.writeStringField("duplicate_of", twin.where());
            json.writeNumberField("distance", twin.distance());
        }
    }

    private Dropped dropped(JsonNode json, Origin origin) {
        @Nullable
        Twin twin = json.has("duplicate_of")
                ? new Twin(text(json, "duplicate_of"), json.path("distance").asInt())
                : null;
        return new Dropped(
                origin, split(json), DropReason.ofCode(text(json, "reason")), text(json, "error_message"), twin);
    }

    private static void origin(JsonGenerator json, Origin origin) throws IOException {
        json.writeStringField("source_archive", origin.archive());
        if (origin.member().isEmpty()) {
            json.writeNullField("source_member");
        } else {
            json.writeStringField("source_member", origin.member());
        }
        if (!origin.key().isEmpty()) {
            json.writeStringField("key", origin.key());
        }
        if (origin.isScored()) {
            json.writeNumberField("score", origin.score());
        }
    }

    private int split(JsonNode json) {
        int split = splits.indexOf(text(json, "split"));
        if (split < 0) {
            throw new IllegalArgumentException("split '" + text(json, "split") + "', expected one of " + splits);
        }
        return split;
    }

    private static String text(JsonNode json, String field) {
        JsonNode value = json.get(field);
        if (value == null || !value.isTextual()) {
            throw new IllegalArgumentException("no field " + field + ", expected a line of a manifest");
        }
        return value.asText();
    }
}
