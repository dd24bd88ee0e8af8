package dev.diptych.contrastive.embed.crew;

import java.io.Serializable;
import java.util.List;

/**
 * What became of a partition's samples.
 *
 * @param rows how many of them have vectors
 * @param captions that were embedded
 * @param captionsCut those of them that were cut to the model's context
 */
public record MadePartition(int partition, long rows, List<LeftOut> leftOut, long captions, long captionsCut)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    public MadePartition {
        leftOut = List.copyOf(leftOut);
    }

    /** A sample without a row. */
    public record LeftOut(String key, String reason) implements Serializable {
        private static final long serialVersionUID = 1L;
    }
}
