package dev.diptych.contrastive.data.source;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageEncoder;
import dev.diptych.ingest.shard.Sample;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Samples in memory for tests: one colour each, with captions and a concept. */
public final class MadeSamples {
    private MadeSamples() {}

    /** Samples {@code key0}, {@code key1} and so on of 12 x 12 pixels, two in a row of one concept. */
    public static List<Sample> list(int count) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            samples.add(sample("key" + i, 0x102030 * (i + 1) & 0xFFFFFF, "concept" + i / 2, "caption " + i, "more"));
        }
        return samples;
    }

    /** A sample of one colour. */
    public static Sample sample(String key, int rgb, String concept, String... captions) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (String caption : captions) {
            json.withArray("captions").add(caption);
        }
        json.put("concept", concept);
        Map<String, byte[]> members = new LinkedHashMap<>();
        members.put("png", ImageEncoder.png(RgbImage.filled(12, 12, rgb)));
        members.put("json", json.toString().getBytes(StandardCharsets.UTF_8));
        return new Sample(key, members);
    }

    public static Samples of(Sample... samples) {
        return new ListedSamples(List.of(samples));
    }
}
