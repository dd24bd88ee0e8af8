package dev.diptych.cli.model;

import dev.diptych.cli.session.UsageException;
import dev.diptych.file.place.Locations;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --model} and {@code --tokenizer}: where a model is. */
public final class ModelLocation {
    @Option(
            names = "--model",
            paramLabel = "RUN|DIR",
            description =
                    "A run's folder, or the folder of a model of open_clip or of Hugging Face (CLIP, SigLIP), or a"
                            + " file of weights in one, such as RUN/checkpoint/ema.safetensors.")
    private @Nullable String model;

    @Option(
            names = "--tokenizer",
            paramLabel = "FILE|DIR",
            description = "The model's tokenizer, where its folder has none: a tokenizer.json, or CLIP's"
                    + " bpe_simple_vocab_16e6.txt.gz.")
    private @Nullable String tokenizer;

    boolean isGiven() {
        return model != null;
    }

    /** Where it is; a command that can do without asks {@link #isGiven} first. */
    public Path model() {
        if (model == null) {
            throw new UsageException("--model: missing, expected --model=RUN|DIR");
        }
        return Locations.path(model);
    }

    /** The tokenizer that was given, or null. */
    public @Nullable Path tokenizer() {
        return tokenizer == null ? null : Locations.path(tokenizer);
    }
}
