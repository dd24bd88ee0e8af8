package dev.diptych.contrastive.embed.crew;

import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.embed.EmbedException;
import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.file.place.Locations;
import dev.diptych.nn.engine.Devices;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.tape.Precision;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A model as every process can load it.
 *
 * @param model absolute, as {@link Checkpoint#open} takes it
 * @param tokenizer absolute; null for the model's own
 * @param device as {@link Devices#open} takes it
 * @param threads that compute: other numbers may give other bits
 * @param fingerprint of what the caller has loaded from there
 */
public record ModelSource(
        String model, @Nullable String tokenizer, String device, Precision precision, int threads, String fingerprint)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * A model with its engine.
     *
     * @param engine that computes
     */
    public record Loaded(Engine engine, Embedder embedder) implements AutoCloseable {
        @Override
        public void close() {
            embedder.close();
            engine.close();
        }
    }

    /**
     * Loads it.
     *
     * @throws EmbedException if it is another than the caller's
     */
    public Loaded load() {
        Checkpoint checkpoint = Checkpoint.open(Locations.path(model));
        Engine engine = Devices.open(device, threads);
        Embedder embedder = new Embedder(
                checkpoint.load(engine, precision),
                checkpoint.preprocessing(),
                checkpoint.tokenizer(tokenizer == null ? null : Locations.path(tokenizer)));
        Loaded loaded = new Loaded(engine, embedder);
        if (!embedder.fingerprint().equals(fingerprint)) {
            loaded.close();
            throw new EmbedException(model, "another model than the driver's, expected the same on every machine");
        }
        return loaded;
    }
}
