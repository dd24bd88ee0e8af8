package dev.diptych.contrastive.checkpoint;

import dev.diptych.file.OwnFolder;
import dev.diptych.file.WholeFile;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code checkpoints/}: those that a run keeps beside its newest, each in a folder that its step names. */
final class KeptCheckpoints {
    static final String FOLDER = "checkpoints";

    private static final String BEST = "best";
    private static final Pattern NAME = Pattern.compile("step-\\d{8,}");

    private final Path folder;

    KeptCheckpoints(Path run) {
        this.folder = run.resolve(FOLDER);
    }

    /** Takes a checkpoint in, by a rename; one of the same step makes room. */
    void take(Path checkpoint, long step) throws IOException {
        Path place = OwnFolder.create(folder).resolve(String.format("step-%08d", step));
        if (OwnFolder.exists(place)) {
            delete(place);
        }
        WholeFile.rename(checkpoint, place);
    }

    /**
     * Deletes all but the newest that a run which is lost may go back to.
     *
     * @param good whether it may go back to the run's newest checkpoint; else one more is kept
     */
    void prune(int keep, boolean good) throws IOException {
        int left = good ? keep : keep + 1;
        for (Path checkpoint : newestFirst()) {
            if (left > 0 && TrainingStateFiles.isGood(checkpoint)) {
                left--;
            } else {
                delete(checkpoint);
            }
        }
        if (OwnFolder.exists(folder) && CheckpointFolder.list(folder).isEmpty()) {
            Files.delete(folder);
        }
    }

    /*
     * The files of a checkpoint are replaced, never written into, so that two folders may share them.
     */
    /**
     * Keeps a checkpoint as the best, unless it is kept as that: its files get a second name, or where the system has no such names are
     * copied. What a kill left of an earlier call is brought to its end.
     */
    void best(Path checkpoint) throws IOException {
        OwnFolder.create(folder);
        Path best = folder.resolve(BEST);
        if (OwnFolder.exists(best) && Checksums.areSame(best, checkpoint)) {
            return;
        }
        Path fresh = OwnFolder.create(folder.resolve(BEST + ".new"));
        CheckpointFolder.deleteOwn(fresh);
        for (String name : CheckpointFolder.written(checkpoint)) {
            share(checkpoint.resolve(name), fresh.resolve(name));
        }
        WholeFile.forceFolder(fresh);
        if (OwnFolder.exists(best)) {
            CheckpointFolder.deleteOwn(best);
            for (Path file : CheckpointFolder.list(best)) {
                Files.move(file, fresh.resolve(file.getFileName()));
            }
            Files.delete(best);
        }
        WholeFile.rename(fresh, best);
    }

    private static void share(Path file, Path second) throws IOException {
        try {
            Files.createLink(second, file);
        } catch (UnsupportedOperationException | FileSystemException e) {
            Files.copy(file, second);
            WholeFile.force(second);
        }
    }

    /** Their folders. */
    List<Path> newestFirst() throws IOException {
        if (!OwnFolder.exists(folder)) {
            return List.of();
        }
        List<Path> found = new ArrayList<>();
        for (Path path : CheckpointFolder.list(folder)) {
            if (NAME.matcher(path.getFileName().toString()).matches() && OwnFolder.exists(path)) {
                found.add(path);
            }
        }
        Comparator<Path> byLength =
                Comparator.comparingInt(path -> path.toString().length());
        return found.stream()
                .sorted(byLength.thenComparing(Comparator.naturalOrder()).reversed())
                .toList();
    }

    /** Deletes what a run wrote into it, and the folder unless others put something there. */
    private static void delete(Path checkpoint) throws IOException {
        CheckpointFolder.deleteOwn(checkpoint);
        try (Stream<Path> left = Files.list(checkpoint)) {
            if (left.findAny().isPresent()) {
                return;
            }
        }
        Files.delete(checkpoint);
    }
}
