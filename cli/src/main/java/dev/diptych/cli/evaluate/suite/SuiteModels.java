package dev.diptych.cli.evaluate.suite;

import dev.diptych.cli.option.DeviceOption;
import dev.diptych.cli.option.PrecisionOption;
import dev.diptych.cli.option.ThreadsOption;
import dev.diptych.cli.session.Session;
import dev.diptych.cli.session.UsageException;
import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.tape.Precision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that name several models, and say how they compute. */
final class SuiteModels {
    @Option(
            names = "--model",
            paramLabel = "RUN|DIR",
            required = true,
            description = "A model, as of eval classify; given again, further ones, which are compared with the first.")
    private List<Path> paths = List.of();

    @Mixin
    private DeviceOption device = new DeviceOption();

    @Mixin
    private PrecisionOption precision = new PrecisionOption();

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    /**
     * A model that is there.
     *
     * @param name no other's, of letters, digits and {@code . _ -}
     * @param path as it was given
     */
    record Named(String name, Path path, Checkpoint checkpoint) {}

    /** Opens all of them, before any takes time. */
    List<Named> open(Session session) {
        threads.count(session);
        List<String> names = names(paths);
        List<Named> models = new ArrayList<>();
        for (int i = 0; i < paths.size(); i++) {
            models.add(new Named(names.get(i), paths.get(i), Checkpoint.open(paths.get(i))));
        }
        return models;
    }

    /** The last parts of the paths, of all as many, and as few as tell them apart. */
    static List<String> names(List<Path> paths) {
        List<Path> whole =
                paths.stream().map(path -> path.toAbsolutePath().normalize()).toList();
        int longest = whole.stream().mapToInt(Path::getNameCount).max().orElse(0);
        for (int parts = 1; parts <= longest; parts++) {
            int last = parts;
            List<String> names = whole.stream().map(path -> name(path, last)).toList();
            if (new HashSet<>(names).size() == names.size()) {
                return names;
            }
        }
        throw new UsageException("--model: " + paths + ", expected different models");
    }

    private static String name(Path path, int parts) {
        int count = path.getNameCount();
        return path.subpath(Math.max(0, count - parts), count).toString().replaceAll("[^A-Za-z0-9._-]+", "_");
    }

    /** The name of the number format. */
    String precision() {
        return precision.orFloat32().option();
    }

    /** How many threads compute. */
    int threads(Session session) {
        return threads.count(session);
    }

    /** Makes an engine, which the caller closes. */
    Engine engine(Session session) {
        return device.open(session, threads.count(session));
    }

    /** Loads a model to embed with. */
    Embedder embedder(Named model, Engine engine) {
        Precision format = precision.check(precision.orFloat32(), engine);
        Checkpoint checkpoint = model.checkpoint();
        return new Embedder(checkpoint.load(engine, format), checkpoint.preprocessing(), checkpoint.tokenizer());
    }
}
