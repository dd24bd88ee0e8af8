package dev.diptych.contrastive.embed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.contrastive.data.DecodedSample;
import dev.diptych.contrastive.data.SampleDecoder;
import dev.diptych.contrastive.data.SampleOutcome;
import dev.diptych.contrastive.data.UnusableSample;
import dev.diptych.contrastive.embed.file.Thumbnails;
import dev.diptych.contrastive.embed.input.EmbedSample;
import dev.diptych.image.RgbImage;
import dev.diptych.ingest.shard.SampleMetadata;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes rows of samples; any number of threads may share one. */
final class Preparation {
    private static final Set<String> OWN = Set.of(PreparedRow.IMAGE_PATH, PreparedRow.CAPTION);

    private final Embedder embedder;
    private final Captions captions;
    private final SampleDecoder decoder;
    private final @Nullable Thumbnails thumbnails;

    /** Which captions of a sample are embedded; with any, a sample needs one. */
    enum Captions {
        NONE,
        /** All of them as one text. */
        JOINED,
        EACH
    }

    /** @param images whether the image is decoded for the tower */
    Preparation(Embedder embedder, boolean images, Captions captions) {
        this(embedder, images, captions, null);
    }

    /** @param thumbnails of images that are decoded; null for none */
    Preparation(Embedder embedder, boolean images, Captions captions, @Nullable Thumbnails thumbnails) {
        this.thumbnails = thumbnails;
        this.embedder = embedder;
        this.captions = captions;
        this.decoder = new SampleDecoder(images, captions != Captions.NONE);
    }

    Prepared of(EmbedSample sample) {
        String problem = sample.problem();
        if (problem != null) {
            return new Prepared.LeftOut(sample.key(), problem);
        }
        SampleOutcome outcome = decoder.read(sample.key(), sample::sample);
        return outcome instanceof DecodedSample decoded
                ? row(sample.key(), decoded)
                : new Prepared.LeftOut(sample.key(), ((UnusableSample) outcome).problem());
    }

    private PreparedRow row(String key, DecodedSample decoded) {
        RgbImage image = decoded.image();
        SampleMetadata metadata = decoded.reading().metadata();
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        if (image != null) {
            fields.put(PreparedRow.IMAGE_PATH, key);
        }
        if (!metadata.captions().isEmpty()) {
            fields.put(PreparedRow.CAPTION, metadata.caption());
        }
        flatten("", decoded.reading().json(), fields);
        List<String> embedded = switch (captions) {
            case NONE -> List.of();
            case JOINED -> List.of(metadata.caption());
            case EACH -> metadata.captions();
        };
        return new PreparedRow(
                fields,
                image == null ? null : embedder.input(image),
                image == null || thumbnails == null ? null : thumbnails.of(image),
                embedded);
    }

    /** Nested fields get their path as a name, as pandas' json_normalize gives them. */
    private static void flatten(String prefix, JsonNode object, ObjectNode fields) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            String name = prefix + field.getKey();
            if (field.getValue().isObject() && !field.getValue().isEmpty()) {
                flatten(name + ".", field.getValue(), fields);
            } else if (!name.isEmpty() && !OWN.contains(name)) {
                fields.set(name, field.getValue());
            }
        }
    }
}
