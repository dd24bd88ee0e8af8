package dev.diptych.contrastive.data.source;

import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.shard.SampleReading;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Which members of one key make a sample: the first image and the caption files.
 *
 * @param wanted those, in their order
 * @param problem why they make none; empty if they do
 */
record SampleMembers<M>(List<M> wanted, String problem) {
    /** @param extension in lower case, of a member */
    static <M> SampleMembers<M> of(List<M> members, Function<M, String> extension) {
        List<M> wanted = new ArrayList<>();
        boolean image = false;
        String problem = "";
        for (M member : members) {
            String kind = extension.apply(member);
            boolean isImage = Sample.isImage(kind);
            if (isImage ? image : !SampleReading.reads(kind)) {
                continue;
            }
            image |= isImage;
            for (M other : wanted) {
                if (extension.apply(other).equals(kind)) {
                    problem = "two members ." + kind + ", expected one";
                }
            }
            wanted.add(member);
        }
        if (!image) {
            return new SampleMembers<>(wanted, "no image");
        }
        return new SampleMembers<>(wanted, wanted.size() == 1 ? "no caption" : problem);
    }
}
