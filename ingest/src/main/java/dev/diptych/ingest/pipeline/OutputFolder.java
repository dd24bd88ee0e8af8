package dev.diptych.ingest.pipeline;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder that shards go to. A file gets its final name when it is whole. While a run is going on a marker lies in the
 * folder: a later run that finds it knows what lies there as the rest of an interrupted run, and begins again.
 */
final class OutputFolder {
    static final String MARKER = "ingest.unfinished";

    private static final String TEMPORARY = ".tmp";
    private static final Pattern OWN =
            Pattern.compile("(\\d{5,}\\.tar|\\d{5,}_stats\\.json|stats\\.json|dropped\\.jsonl)(\\.tmp)?|" + MARKER);

    private final Path folder;

    private OutputFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Checks a folder without changing it.
     *
     * @throws IngestException with {@link Reason#OUTPUT_NOT_EMPTY} if it holds files, and neither {@code overwrite} is
     *     given nor an unfinished run left them; with {@link Reason#UNWRITABLE} if it is a file
     */
    static void requireUsable(Path folder, boolean overwrite) {
        if (!Files.exists(folder)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw new IngestException(Reason.UNWRITABLE, folder.toString(), "a file, expected a folder");
        }
        try {
            int present = list(folder).size();
            if (present > 0 && !overwrite && !Files.exists(folder.resolve(MARKER))) {
                throw new IngestException(
                        Reason.OUTPUT_NOT_EMPTY,
                        folder.toString(),
                        (present == 1 ? "1 file" : present + " files")
                                + ", expected an empty folder; choose another or overwrite it");
            }
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }

    /** Makes a usable folder, or clears it of an earlier run's files; files of others are left alone. */
    static OutputFolder open(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.write(folder.resolve(MARKER), new byte[0]);
            for (Path file : list(folder)) {
                String name = file.getFileName().toString();
                if (!name.equals(MARKER) && OWN.matcher(name).matches()) {
                    Files.delete(file);
                }
            }
            return new OutputFolder(folder);
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /** Opens a file under a temporary name. */
    OutputStream create(String name) {
        Path temporary = file(name + TEMPORARY);
        try {
            return new BufferedOutputStream(Files.newOutputStream(temporary), 1 << 16);
        } catch (IOException e) {
            throw unwritable(temporary, e);
        }
    }

    /** Gives a file, now closed, its final name. */
    void commit(String name) {
        Path target = file(name);
        try {
            Files.move(file(name + TEMPORARY), target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw unwritable(target, e);
        }
    }

    void write(String name, byte[] contents) {
        try (OutputStream out = create(name)) {
            out.write(contents);
        } catch (IOException e) {
            throw unwritable(file(name), e);
        }
        commit(name);
    }

    /** Takes the marker away: the run is done. */
    void finish() {
        try {
            Files.deleteIfExists(folder.resolve(MARKER));
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }

    /** Takes away what a failed run left half-written; shards that are whole stay, marked as unfinished. */
    void abandon() {
        try {
            boolean whole = false;
            for (Path file : list(folder)) {
                String name = file.getFileName().toString();
                if (name.endsWith(TEMPORARY) && OWN.matcher(name).matches()) {
                    Files.delete(file);
                } else {
                    whole |= !name.equals(MARKER) && OWN.matcher(name).matches();
                }
            }
            if (!whole) {
                finish();
                if (list(folder).isEmpty()) {
                    Files.delete(folder);
                }
            }
        } catch (IOException e) {
            // The run has failed already, and its reason matters more; the marker tells the next run.
        }
    }

    static IngestException unwritable(Path file, IOException cause) {
        String actual = cause.getClass().getSimpleName().replace("Exception", "");
        return new IngestException(
                Reason.UNWRITABLE,
                file.toString(),
                IngestException.NO_OFFSET,
                actual + (cause.getMessage() == null ? "" : " (" + cause.getMessage() + ")")
                        + ", expected a folder that can be written",
                cause);
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
