package dev.diptych.contrastive.data;

import dev.diptych.image.RgbImage;
import dev.diptych.text.tokenizer.RowEncoder;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A decoded image with its captions, and of a sample that is kept the ids of those of them that were drawn; any number of
 * threads may share it.
 */
final class TrainingSample {
    private static final int OBJECTS = 200; // headers and references, roughly
    private static final int CAPTION = 72; // those of each caption
    private static final int ARRAY = 16; // its header

    private final RgbImage image;
    private final List<String> captions; // at least one, the best first
    private final String concept;
    private final String imageHash;
    private final @Nullable ByteBudget kept;
    private final AtomicReferenceArray<int @Nullable []> ids; // of each caption

    private TrainingSample(
            RgbImage image, List<String> captions, String concept, String imageHash, @Nullable ByteBudget kept) {
        this.image = image;
        this.captions = captions;
        this.concept = concept;
        this.imageHash = imageHash;
        this.kept = kept;
        this.ids = new AtomicReferenceArray<>(kept == null ? 0 : captions.size());
    }

    /**
     * A sample that is not kept.
     *
     * @param key which stands for the concept of a sample that names none
     */
    static TrainingSample of(DecodedSample decoded, String key) {
        String concept = decoded.reading().metadata().concept();
        return new TrainingSample(
                decoded.requireImage(),
                decoded.reading().metadata().captions(),
                concept == null ? key : concept,
                decoded.imageHash(),
                null);
    }

    /** This sample, to be kept. */
    TrainingSample keptWithin(ByteBudget budget) {
        return new TrainingSample(image, captions, concept, imageHash, budget);
    }

    RgbImage image() {
        return image;
    }

    List<String> captions() {
        return captions;
    }

    /** What the image shows; pairs of equal concepts need not be each other's negatives. */
    String concept() {
        return concept;
    }

    /** Equal for equal image files. */
    String imageHash() {
        return imageHash;
    }

    /** Bytes of memory, roughly, with the places for the ids of its captions. */
    long bytes() {
        long text = concept.length() + imageHash.length();
        for (String caption : captions) {
            text += 2L * caption.length() + CAPTION;
        }
        return image.pixels().length + text + OBJECTS;
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
