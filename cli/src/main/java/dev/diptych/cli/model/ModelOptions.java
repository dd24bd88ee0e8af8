package dev.diptych.cli.model;

import dev.diptych.cli.option.DeviceOption;
import dev.diptych.cli.option.PrecisionOption;
import dev.diptych.cli.option.ThreadsOption;
import dev.diptych.cli.session.Session;
import dev.diptych.cli.session.UsageException;
import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.contrastive.embed.crew.ModelSource;
import dev.diptych.contrastive.model.ImageFeatures;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.tape.Precision;
import dev.diptych.text.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of commands that use a trained model. */
public final class ModelOptions {
    @Mixin
    private ModelLocation location = new ModelLocation();

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            order = 800,
            description =
                    "Images or texts prepared at a time (default: ${DEFAULT-VALUE}); it takes memory, and changes no"
                            + " result.")
    private int batchSize = 128;

    @Mixin
    private DeviceOption device = new DeviceOption();

    @Mixin
    private PrecisionOption precision = new PrecisionOption();

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    /** Whether there is one; for commands that can do without. */
    public boolean isModelGiven() {
        return location.isGiven();
    }

    public Path model() {
        return location.model();
    }

    /** The last part of its place, by which results name it. */
    public String name() {
        return name(model());
    }

    /** The last part of a model's place. */
    public static String name(Path model) {
        Path name = model.toAbsolutePath().normalize().getFileName();
        return name == null ? model.toString() : name.toString();
    }

    public int batchSize() {
        return batchSize;
    }

    /** Reads the checkpoint; checks the other options. */
    public Checkpoint checkpoint(Session session) throws IOException {
        if (batchSize < 1) {
            throw new UsageException("--batch-size: " + batchSize + ", expected at least 1");
        }
        threads.count(session); // checked before anything is read
        Checkpoint checkpoint = Checkpoint.open(location.model());
        if (location.tokenizer() == null) {
            checkpoint.folder().note().ifPresent(session::note);
        }
        return checkpoint;
    }

    /** The number format of {@link #embedder}. */
    public Precision precision() {
        return precision.orFloat32();
    }

    /** Makes the engine, which the caller closes. */
    public Engine engine(Session session) {
        return device.open(session, threads.count(session));
    }

    /** How many threads compute. */
    public int threads(Session session) {
        return threads.count(session);
    }

    /** The tokenizer that was given, or the model's own. */
    public Tokenizer tokenizer(Checkpoint checkpoint) {
        return checkpoint.tokenizer(location.tokenizer());
    }

    /** What other processes load to embed with the same model. */
    public ModelSource source(Session session, Embedder embedder) {
        Path tokenizer = location.tokenizer();
        return new ModelSource(
                model().toAbsolutePath().toString(),
                tokenizer == null ? null : tokenizer.toAbsolutePath().toString(),
                device.resolved(),
                precision(),
                threads(session),
                embedder.fingerprint());
    }

    /** Loads the model to embed with. */
    public Embedder embedder(Checkpoint checkpoint, Engine engine) {
        return embedder(checkpoint, engine, ImageFeatures.EMBEDDING);
    }

    /** Loads the model, for other features of images. */
    public Embedder embedder(Checkpoint checkpoint, Engine engine, ImageFeatures features) {
        Precision format = precision.check(precision.orFloat32(), engine);
        return new Embedder(
                checkpoint.load(engine, format), checkpoint.preprocessing(), tokenizer(checkpoint), features);
    }
}
