package dev.diptych.search.encode;

import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.contrastive.embed.ModelFingerprint;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.image.RgbImage;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.tape.Precision;
import dev.diptych.search.index.IndexException;
import dev.diptych.search.index.ModelCopy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * Half of a model's weights are a tower that a query of words does not need, and reading them takes longer than the search: each
 * tower's are read when it is asked for first.
 */
/** A model whose towers are loaded when they are needed; one thread at a time embeds, others wait. */
public final class QueryEncoder implements AutoCloseable {
    private static final String VISION = "visual.";

    private final Checkpoint checkpoint;
    private final Engine engine;
    private final ClipModel model;
    private final Embedder embedder;
    private boolean text;
    private boolean vision;

    /** @param engine which is closed with this */
    public QueryEncoder(Checkpoint checkpoint, Engine engine, Precision precision) {
        this.checkpoint = checkpoint;
        this.engine = engine;
        this.model = checkpoint.load(engine, precision, name -> false);
        this.embedder = new Embedder(model, checkpoint.preprocessing(), checkpoint.tokenizer());
    }

    /**
     * Checks that this is the model that made an index's vectors.
     *
     * @param where the model, as messages name it
     * @param made what made them; null where that is not known
     * @param dimensions of the index
     * @throws IndexException if not
     */
    public synchronized void require(String where, @Nullable ModelCopy made, int dimensions) {
        if (embedder.dimensions() != dimensions) {
            throw IndexException.reading(
                    where,
                    "a model of " + embedder.dimensions() + " dimensions, expected " + dimensions
                            + ", as the index's vectors have");
        }
        if (made != null && !made.fingerprint().isEmpty()) {
            loadText();
            loadVision();
            String fingerprint = ModelFingerprint.of(model, checkpoint.preprocessing(), checkpoint.tokenizer());
            if (!fingerprint.equals(made.fingerprint())) {
                throw IndexException.reading(
                        where, "model " + fingerprint + ", expected " + made.fingerprint() + ", which made this index");
            }
        }
    }

    /** @return float32 [N, D], of unit length */
    public synchronized float[] texts(List<String> texts) {
        loadText();
        return embedder.texts(texts);
    }

    /** @return float32 [N, D], of unit length */
    public synchronized float[] images(List<RgbImage> images) {
        loadVision();
        return embedder.images(images);
    }

    private void loadText() {
        if (!text) {
            checkpoint.restore(model, name -> !name.startsWith(VISION));
            text = true;
        }
    }

    private void loadVision() {
        if (!vision) {
            checkpoint.restore(model, name -> name.startsWith(VISION));
            vision = true;
        }
    }

    @Override
    public synchronized void close() {
        embedder.close();
        model.close();
        engine.close();
    }
}
