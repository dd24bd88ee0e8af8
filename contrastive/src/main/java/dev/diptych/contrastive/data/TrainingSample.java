package dev.diptych.contrastive.data;

import dev.diptych.text.tokenizer.RowEncoder;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A decoded sample, and of one that is kept the ids of those of its captions that were drawn; any number of threads may share
 * it.
 */
final class TrainingSample {
    private static final int ARRAY = 16; // its header

    private final DecodedSample decoded;
    private final @Nullable ByteBudget kept;
    private final AtomicReferenceArray<int @Nullable []> ids; // of each caption

    /** @param kept what its ids may take of memory; null for one that is not kept */
    TrainingSample(DecodedSample decoded, @Nullable ByteBudget kept) {
        this.decoded = decoded;
        this.kept = kept;
        this.ids =
                new AtomicReferenceArray<>(kept == null ? 0 : decoded.captions().size());
    }

    DecodedSample decoded() {
        return decoded;
    }

    /** The ids of a caption drawn from this sample's, as {@link RowEncoder#write} takes them. */
    int[] ids(CaptionDraw.Drawn caption, RowEncoder rows) {
        if (kept == null || caption.isJoined()) {
            return rows.ids(caption.text());
        }
        int[] known = ids.get(caption.number());
        if (known != null) {
            return known;
        }
        int[] made = rows.ids(caption.text());
        long bytes = ARRAY + (long) Integer.BYTES * made.length;
        if (kept.take(bytes) && !ids.compareAndSet(caption.number(), null, made)) {
            kept.giveBack(bytes);
        }
        return made;
    }
}
