package dev.diptych.contrastive.run;

import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.ranks.Ranks;
import dev.diptych.contrastive.train.StepLog;
import dev.diptych.contrastive.train.TrainingListener;
import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageEncoder;
import dev.diptych.nn.engine.Devices;
import dev.diptych.nn.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A recipe over nine pairs, two steps an epoch, ten in all, in a folder of its own. */
final class SmallRun {
    private static final String MODEL = """
        {"embed_dim": 8,
         "vision_cfg": {"image_size": 16, "patch_size": 8, "width": 16, "layers": 1, "head_width": 8},
         "text_cfg": {"context_length": 8, "vocab_size": 514, "width": 16, "heads": 2, "layers": 1}}
        """;

    private static final String RECIPE = """
        seed: 3
        model: tiny.json
        data: {train: TRAIN}
        schedule: {warmup: 2}
        train: {batch_size: 4, epochs: 5, log_every_n_steps: 1}
        """;

    private final Path folder;
    private final Path recipe;

    SmallRun(Path folder) throws IOException {
        this.folder = folder;
        Path images = Files.createDirectory(folder.resolve("images"));
        for (int i = 0; i < 9; i++) {
            Files.write(images.resolve(i + ".png"), ImageEncoder.png(RgbImage.filled(20, 20, 0x1A2B3C * (i + 1))));
            Files.writeString(images.resolve(i + ".txt"), "caption " + i);
        }
        Files.writeString(folder.resolve("tiny.json"), MODEL);
        recipe = Files.writeString(folder.resolve("recipe.yaml"), RECIPE.replace("TRAIN", images.toString()));
    }

    Path start(String name, List<String> keys, TrainingListener... listeners) throws IOException, InterruptedException {
        return startUntil(Long.MAX_VALUE, name, keys, listeners);
    }

    /** Is told to stop once a step is logged. */
    Path startUntil(long stopAfter, String name, List<String> keys, TrainingListener... listeners)
            throws IOException, InterruptedException {
        Path run = folder.resolve(name);
        train(TrainingRun.start(run, recipe, keys, folder, RunNotes.NONE), stopAfter, Ranks.one(), listeners);
        return run;
    }

    /** As one of several ranks. */
    Path start(String name, List<String> keys, Ranks ranks) throws IOException, InterruptedException {
        Path run = folder.resolve(name);
        train(TrainingRun.start(run, recipe, keys, folder, RunNotes.NONE), Long.MAX_VALUE, ranks);
        return run;
    }

    ClipModel resume(Path run, List<String> keys, TrainingListener... listeners)
            throws IOException, InterruptedException {
        return train(TrainingRun.resume(run, keys, folder, RunNotes.NONE), Long.MAX_VALUE, Ranks.one(), listeners);
    }

    private static ClipModel train(TrainingRun run, long stopAfter, Ranks ranks, TrainingListener... listeners)
            throws IOException, InterruptedException {
        AtomicLong logged = new AtomicLong();
        List<TrainingListener> all = new ArrayList<>(List.of(listeners));
        all.add(new TrainingListener() {
            @Override
            public void stepped(StepLog log) {
                logged.set(log.step());
            }
        });
        try (Engine engine = Devices.open("cpu", 1)) {
            return run.train(engine, TrainingRun.UNMEASURED, all, () -> logged.get() >= stopAfter, ranks);
        }
    }
}
