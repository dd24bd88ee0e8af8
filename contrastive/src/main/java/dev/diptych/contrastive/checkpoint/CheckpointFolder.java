package dev.diptych.contrastive.checkpoint;

import dev.diptych.contrastive.adapt.AdapterFiles;
import dev.diptych.contrastive.adapt.HeadFile;
import dev.diptych.file.OwnFolder;
import dev.diptych.file.WholeFile;
import dev.diptych.text.tokenizer.TokenizerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/*
 * A checkpoint is written whole beside the old one, then takes its place by two renames. Between the two, the old one
 * stands under "checkpoint.old", where reading looks if "checkpoint" is not there. Files that the run did not write go
 * from the old folder to the new one; the old one goes to those that are kept, of which the oldest are deleted. A kill at
 * any moment leaves a state that settle() brings back to order.
 */
/** The folder of a run's checkpoint, and how one is replaced. Links are never followed, and refused. */
final class CheckpointFolder {
    static final String CURRENT = "checkpoint";
    static final String OLD = CURRENT + ".old";

    private static final String NEW = CURRENT + ".new";

    /** Every name that a run gives to a file of its checkpoint. */
    private static final Set<String> NAMES = Set.of(
            "open_clip_config.json",
            "open_clip_model.safetensors",
            TokenizerConfig.TOKENIZER,
            TokenizerConfig.FILE,
            TokenizerConfig.SPECIAL_TOKENS,
            AdapterFiles.PEFT_CONFIG,
            AdapterFiles.PEFT_MODEL,
            AdapterFiles.STATE,
            AverageFile.NAME,
            HeadFile.NAME,
            Checkpoint.OPTIMIZER,
            TrainingStateFiles.TRAINING,
            SampleList.FILE,
            Checksums.FILE);

    private final Path run;
    private final int keep;

    /** To read from. */
    CheckpointFolder(Path run) {
        this(run, 0);
    }

    /** @param keep how many stay beside the newest when it is replaced */
    CheckpointFolder(Path run, int keep) {
        this.run = run;
        this.keep = keep;
    }

    /** Whether there is one. @throws dev.diptych.file.LinkException if a link stands in its place */
    boolean exists() {
        List.of(CURRENT, OLD, NEW).forEach(name -> OwnFolder.require(run.resolve(name)));
        return OwnFolder.exists(run.resolve(CURRENT)) || OwnFolder.exists(run.resolve(OLD));
    }

    /** Where it stands now. */
    Path current() {
        Path current = run.resolve(CURRENT);
        return OwnFolder.exists(current) ? current : run.resolve(OLD);
    }

    /** Returns the folder for the next one, without files that a run writes. */
    Path begin() throws IOException {
        settle();
        Path fresh = OwnFolder.create(run.resolve(NEW));
        clear(fresh);
        return fresh;
    }

    /** Deletes what was written of the next one, so that a full disk has that room again. */
    void giveUp(IOException why) {
        try {
            clear(run.resolve(NEW));
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    private static void clear(Path fresh) throws IOException {
        for (Path file : list(fresh)) {
            if (isOwn(file, NAMES)) {
                Files.delete(file);
            }
        }
    }

    /** The files of a folder that a run wrote. */
    static List<String> written(Path folder) throws IOException {
        return list(folder).stream()
                .map(file -> file.getFileName().toString())
                .filter(NAMES::contains)
                .toList();
    }

    /** Puts the next one, whole and forced, in the place of the one before. */
    void replace() throws IOException {
        Path current = run.resolve(CURRENT);
        if (OwnFolder.exists(current)) {
            WholeFile.rename(current, run.resolve(OLD));
        }
        WholeFile.rename(run.resolve(NEW), current);
        settle();
    }

    /** Keeps the newest as the best, too, if it is that: after it was written, and again where a kill may have come in between. */
    void keepBest() throws IOException {
        if (exists() && TrainingStateFiles.read(current()).isBest()) {
            new KeptCheckpoints(run).best(current());
        }
    }

    /** Ends what a kill interrupted: there is at most one afterwards, under its name. */
    private void settle() throws IOException {
        Path current = run.resolve(CURRENT);
        Path old = run.resolve(OLD);
        if (!OwnFolder.exists(old)) {
            return;
        }
        if (!OwnFolder.exists(current)) {
            WholeFile.rename(old, current);
            return;
        }
        Set<String> own = own(old);
        for (Path file : list(old)) {
            if (!isOwn(file, own)) {
                Files.move(file, current.resolve(file.getFileName()));
            }
        }
        KeptCheckpoints kept = new KeptCheckpoints(run);
        Optional<Long> step = step(old);
        if (step.isPresent()) {
            kept.take(old, step.get());
        } else {
            deleteOwn(old);
            Files.delete(old);
        }
        kept.prune(keep, TrainingStateFiles.isGood(current));
    }

    /** The step that a checkpoint is of, if it is whole. */
    private static Optional<Long> step(Path folder) {
        try {
            return Optional.of(TrainingStateFiles.read(folder).step());
        } catch (CheckpointException e) {
            return Optional.empty();
        }
    }

    /** Deletes what a run wrote into the folder. */
    static void deleteOwn(Path folder) throws IOException {
        Set<String> own = own(folder);
        for (Path file : list(folder)) {
            if (isOwn(file, own) && !file.getFileName().toString().equals(Checksums.FILE)) {
                Files.delete(file);
            }
        }
        Files.deleteIfExists(folder.resolve(Checksums.FILE)); // last: it says which files are the run's
    }

    private static Set<String> own(Path folder) {
        Set<String> listed = Checksums.names(folder);
        if (listed.isEmpty()) {
            return NAMES;
        }
        Set<String> own = new HashSet<>(listed);
        own.add(Checksums.FILE);
        return own;
    }

    private static boolean isOwn(Path file, Set<String> names) {
        String name = file.getFileName().toString();
        return names.contains(name)
                || (name.endsWith(WholeFile.SUFFIX)
                        && names.contains(name.substring(0, name.length() - WholeFile.SUFFIX.length())));
    }

    static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
