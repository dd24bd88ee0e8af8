package dev.diptych.contrastive.embed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.contrastive.embed.input.EmbedInput;
import dev.diptych.contrastive.embed.input.EmbedSample;
import dev.diptych.image.ImageException;
import dev.diptych.image.codec.ImageDecoder;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.shard.SampleMetadata;
import dev.diptych.ingest.shard.SampleReading;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes rows of samples; any number of threads may share one.
 *
 * @param images whether the image is decoded for the tower
 * @param texts whether a sample needs a caption
 */
record Preparation(Embedder embedder, ImageDecoder decoder, boolean images, boolean texts) {
    private static final Set<String> OWN = Set.of(PreparedRow.IMAGE_PATH, PreparedRow.CAPTION);

    Prepared of(EmbedSample sample) {
        String problem = sample.problem();
        if (problem != null) {
            return new Prepared.LeftOut(sample.key(), problem);
        }
        byte[] image = sample.image();
        if (images && image == null) {
            return new Prepared.LeftOut(sample.key(), "no image");
        }
        try {
            SampleReading reading = EmbedInput.reading(sample);
            SampleMetadata metadata = reading.metadata();
            Optional<String> caption =
                    metadata.captions().isEmpty() ? Optional.empty() : Optional.of(metadata.caption());
            if (caption.isEmpty() && (texts || !reading.badFiles().isEmpty())) {
                return new Prepared.LeftOut(sample.key(), reading.noCaption());
            }
            ObjectNode fields = JsonNodeFactory.instance.objectNode();
            if (images) {
                fields.put(PreparedRow.IMAGE_PATH, sample.key());
            }
            caption.ifPresent(text -> fields.put(PreparedRow.CAPTION, text));
            flatten("", reading.json(), fields);
            float[] input = !images || image == null
                    ? null
                    : embedder.input(decoder.decode(image, sample.key()).image());
            return new PreparedRow(fields, input, texts ? caption.orElseThrow() : null);
        } catch (ImageException | IngestException e) {
            return new Prepared.LeftOut(sample.key(), String.valueOf(e.getMessage()));
        }
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
