package dev.diptych.ingest.output;

import dev.diptych.file.FolderLock;
import dev.diptych.file.OwnFolder;
import dev.diptych.file.Trouble;
import dev.diptych.file.WholeFile;
import dev.diptych.file.place.Locations;
import dev.diptych.file.place.OutputClaim;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder that shards go to. While a run goes on, whatever is not whole lies in a folder of its own inside it, under
 * the name and path that it is to have; it is moved up when it is whole. Of an output that is not local the run's books, files that
 * grow, lie in a local folder, and in the output's own what other processes make.
 */
public final class OutputFolder {
    /** The folder of what is not whole yet; where it is, a run goes on or was interrupted. */
    public static final String UNFINISHED = "ingest.unfinished";

    /** Says what the runs were that made the folder what it is. */
    public static final String RECORD = "ingest.json";

    private static final Pattern SHARD = Pattern.compile("(\\d{5,})(\\.tar|\\.idx|_stats\\.json)?");
    private static final Pattern OTHER =
            Pattern.compile("stats\\.json|dropped\\.jsonl|manifest\\.jsonl|report\\.html|" + RECORD);
    private static final Set<String> OF_LOCKS = Set.of(FolderLock.FILE, OutputClaim.FILE);
    private static final Pattern SAMPLE_FILE = Pattern.compile("\\d{9,}\\.[a-z]+");

    private final Path folder;
    private final Path books;
    private final Path unfinished;
    private final Path staging;
    private final Milestones milestones;

    /**
     * A local one.
     *
     * @param folder need not exist
     */
    public OutputFolder(Path folder, Milestones milestones) {
        this(folder, folder, milestones);
    }

    /**
     * @param folder need not exist
     * @param books local; the folder itself if that is
     */
    public OutputFolder(Path folder, Path books, Milestones milestones) {
        if (!Locations.isLocal(books)) {
            throw new IllegalArgumentException(folder + ": books in " + books + ", expected a local folder for them");
        }
        this.folder = folder;
        this.books = books;
        this.unfinished = books.resolve(UNFINISHED);
        this.staging = folder.resolve(UNFINISHED);
        this.milestones = milestones;
    }

    /**
     * Takes the right to write the folder.
     *
     * @throws dev.diptych.file.LockedException if another command has it
     * @throws dev.diptych.file.place.ClaimedException if other books have it
     * @throws IngestException with {@link Reason#UNWRITABLE} if the folder is a file
     */
    public OutputClaim lock() throws IOException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new IngestException(Reason.UNWRITABLE, source(), "a file, expected a folder");
        }
        return OutputClaim.take(folder, books, "ingest", this::isUnfinished);
    }

    /**
     * Checks that nothing of the run would be written elsewhere.
     *
     * @param subfolders of the splits
     * @throws dev.diptych.file.LinkException if a link stands where a folder of it would be
     */
    public void requireOwn(List<String> subfolders) {
        OwnFolder.require(unfinished);
        OwnFolder.require(staging);
        subfolders.forEach(name -> OwnFolder.require(folder.resolve(name)));
    }

    /** Returns the name for error lines. */
    public String source() {
        return folder.toString();
    }

    /** Returns a file under its final name. */
    public Path file(String name) {
        return folder.resolve(name);
    }

    /** Returns a file that is not whole yet, and local. */
    public Path unfinished(String name) {
        return unfinished.resolve(name);
    }

    /** Returns a file that is not whole yet, in the output itself, where other processes find it. */
    public Path staging(String name) {
        return staging.resolve(name);
    }

    /** Returns whether there is the rest of a run that did not come to its end. */
    public boolean isUnfinished() {
        return Files.exists(unfinished);
    }

    /**
     * Checks that the folder can be taken for a new run.
     *
     * @param overwrite whether it may hold files
     * @throws IngestException with {@link Reason#OUTPUT_NOT_EMPTY} if it holds files
     */
    public void requireUsable(boolean overwrite) {
        int present = list(folder).size();
        if (present > 0 && !overwrite) {
            throw new IngestException(
                    Reason.OUTPUT_NOT_EMPTY,
                    source(),
                    (present == 1 ? "1 file" : present + " files")
                            + ", expected an empty folder; choose another or overwrite it");
        }
    }

    /**
     * Makes the folder, or clears it of what earlier runs left; files of others are left alone.
     *
     * @param subfolders of earlier runs, which are cleared too
     */
    public void clear(List<String> subfolders) {
        act("clear", () -> {
            Files.createDirectories(folder);
            Files.deleteIfExists(folder.resolve(RECORD));
            deleteAll(unfinished);
            deleteAll(staging);
            Files.createDirectories(unfinished);
            clear(folder);
            for (String name : subfolders) {
                Path inner = folder.resolve(name);
                if (Files.isDirectory(inner)) {
                    clear(inner);
                    if (list(inner).isEmpty()) {
                        Files.delete(inner);
                    }
                }
            }
        });
    }

    /** Makes the folder of what is not whole. */
    public void begin() {
        act("begin", () -> Files.createDirectories(unfinished));
    }

    /** Gives a file, or a folder of files, its final name. */
    public void publish(String name) {
        publish(unfinished(name), name);
    }

    /**
     * Gives a file, or a folder of files, that another process made its final name.
     *
     * @param whole in the same file system, and forced
     */
    public void publish(Path whole, String name) {
        act("publish " + name, () -> {
            Path target = file(name);
            Files.createDirectories(target.getParent());
            if (Files.isDirectory(whole)) {
                deleteAll(target);
            }
            if (whole.getFileSystem().equals(target.getFileSystem())) {
                WholeFile.rename(whole, target);
            } else {
                hand(whole, target, staging(name + WholeFile.SUFFIX));
            }
        });
    }

    /** Copies a file of the books into the output, and deletes it here. */
    private static void hand(Path whole, Path target, Path partial) throws IOException {
        Files.createDirectories(partial.getParent());
        Files.copy(whole, partial, StandardCopyOption.REPLACE_EXISTING);
        WholeFile.rename(partial, target);
        Files.delete(whole);
    }

    /** Writes a file whole. */
    public void write(String name, byte[] contents) {
        act("write " + name, () -> {
            Path target = unfinished(name);
            Files.createDirectories(target.getParent());
            Files.write(target, contents);
            WholeFile.force(target);
        });
        publish(name);
    }

    /** Replaces a file of the unfinished run whole. */
    public void replaceUnfinished(String name, byte[] contents) {
        act("replace " + name, () -> {
            try (WholeFile next = WholeFile.begin(unfinished(name))) {
                Files.write(next.partial(), contents);
                milestones.before("rename " + name);
                next.commit();
            }
        });
    }

    /** Takes a file that has its final name already back among those that are not whole, unless it is there. */
    public void takeBack(String name) {
        if (!Files.exists(unfinished(name)) && Files.exists(file(name))) {
            act("take back " + name, () -> {
                Files.createDirectories(unfinished(name).getParent());
                WholeFile.rename(file(name), unfinished(name));
            });
        }
    }

    /** Deletes a split's shards from one on, and all that belongs to them. */
    public void deleteShardsFrom(String subfolder, int shard) {
        act("delete shards of '" + subfolder + "' from " + shard, () -> {
            for (Path place : List.of(folder.resolve(subfolder), unfinished.resolve(subfolder))) {
                for (Path file : Files.isDirectory(place) ? list(place) : List.<Path>of()) {
                    Matcher name = SHARD.matcher(file.getFileName().toString());
                    if (name.matches() && Long.parseLong(name.group(1)) >= shard && isOwn(file)) {
                        deleteAll(file);
                    }
                }
            }
        });
    }

    /** Deletes a folder of what other processes make, with all in it. */
    public void deleteStaging(String name) {
        act("delete " + name, () -> deleteAll(staging(name)));
    }

    /** Takes away what is left of the run: it is done. */
    public void finish() {
        act("finish", () -> {
            deleteAll(staging);
            deleteAll(unfinished);
        });
    }

    /** Takes away the traces of a run that failed before anything was whole; the lock takes the folder with it. */
    public void forgetIfEmpty() {
        if (Files.isDirectory(folder) && List.of(staging).containsAll(list(folder))) {
            act("forget", () -> {
                deleteAll(staging);
                deleteAll(unfinished);
            });
        }
    }

    /** Does something to the folder, whose refusal by the system is an {@link IngestException}. */
    void act(String step, Action action) {
        milestones.before(step);
        try {
            action.run();
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }

    @FunctionalInterface
    interface Action {
        void run() throws IOException;
    }

    /** Returns the refusal to write a file, in the house's words. */
    public static IngestException unwritable(Path file, IOException cause) {
        return new IngestException(
                Reason.UNWRITABLE,
                file.toString(),
                IngestException.NO_OFFSET,
                Trouble.said(cause) + ", expected a folder that can be written",
                cause);
    }

    private static void clear(Path folder) throws IOException {
        for (Path file : list(folder)) {
            String name = file.getFileName().toString();
            if (OTHER.matcher(name).matches() || (SHARD.matcher(name).matches() && isOwn(file))) {
                deleteAll(file);
            }
        }
    }

    /** Whether it has an extension, or is a folder of numbered samples and nothing else. */
    private static boolean isOwn(Path file) {
        if (!Files.isDirectory(file)) {
            return file.getFileName().toString().indexOf('.') > 0;
        }
        return list(file).stream()
                .allMatch(inner ->
                        SAMPLE_FILE.matcher(inner.getFileName().toString()).matches());
    }

    private static void deleteAll(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(path)) {
            for (Path file : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !OF_LOCKS.contains(file.getFileName().toString()))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }
}
