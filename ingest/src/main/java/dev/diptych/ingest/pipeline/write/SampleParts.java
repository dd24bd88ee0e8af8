package dev.diptych.ingest.pipeline.write;

import dev.diptych.ingest.manifest.Place;
import dev.diptych.ingest.output.Part;
import dev.diptych.ingest.pipeline.work.Outcome.Kept;
import dev.diptych.ingest.shard.SampleMetadata;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The files of a sample: image, captions, metadata. */
public final class SampleParts {
    private SampleParts() {}

    /** Makes those of an image that has its place. */
    public static List<Part> of(Kept kept, Place place) {
        SampleMetadata metadata = new SampleMetadata(
                place.key(),
                kept.said().captions(),
                kept.origin().concept(),
                kept.width(),
                kept.height(),
                kept.originalWidth(),
                kept.originalHeight(),
                kept.hash(),
                kept.origin().archive(),
                kept.origin().member(),
                kept.said().licence());
        SampleMetadata earlier = kept.said().earlier();
        if (earlier != null) {
            metadata = metadata.after(earlier);
        }
        return List.of(
                new Part(kept.extension(), kept.image().bytes()),
                new Part("txt", metadata.caption().getBytes(StandardCharsets.UTF_8)),
                new Part("json", metadata.toJson()));
    }
}
