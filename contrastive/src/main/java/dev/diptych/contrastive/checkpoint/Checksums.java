package dev.diptych.contrastive.checkpoint;

import dev.diptych.file.Sha256;
import dev.diptych.file.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/*
 * The lines are those of sha256sum, so that `sha256sum -c SHA256SUMS` checks the folder without Diptych. It passes over
 * the last line, a comment with the hash of those before it.
 */
/** {@code SHA256SUMS}: what a checkpoint's files hold, and which files they are. */
final class Checksums {
    static final String FILE = "SHA256SUMS";

    private static final String END = "# of the lines above: ";
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  ([^/\\s]+)");

    private Checksums() {}

    /** Writes it for files of the folder. */
    static void write(Path folder, Collection<String> names) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (String name : Set.copyOf(names).stream().sorted().toList()) {
            lines.append(hash(folder.resolve(name))).append("  ").append(name).append('\n');
        }
        String text = lines + END + hash(lines.toString()) + "\n";
        WholeFile.write(folder.resolve(FILE), text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Checks each file that it lists.
     *
     * @throws CheckpointException that names the first that is missing or holds something else
     */
    static void check(Path folder) {
        read(folder).forEach((name, expected) -> {
            Path file = folder.resolve(name);
            String actual;
            try {
                actual = hash(file);
            } catch (NoSuchFileException e) {
                throw bad(file, "missing", "what this run wrote; start anew, or bring it back from a copy", e);
            } catch (IOException e) {
                throw bad(file, String.valueOf(e.getMessage()), "a file that can be read", e);
            }
            if (!actual.equals(expected)) {
                throw bad(
                        file,
                        "changed since it was written (SHA-256 " + actual.substring(0, 8) + "...)",
                        expected.substring(0, 8) + "... of " + FILE + "; bring it back from a copy, or start anew",
                        null);
            }
        });
    }

    /** Whether each file that it lists is what was written. */
    static boolean hold(Path folder) {
        try {
            check(folder);
            return true;
        } catch (CheckpointException e) {
            return false;
        }
    }

    /** Whether two folders were written with the same files. */
    static boolean areSame(Path one, Path other) {
        try {
            return read(one).equals(read(other));
        } catch (CheckpointException e) {
            return false;
        }
    }

    /** The names that it lists, or none where it cannot be read. */
    static Set<String> names(Path folder) {
        try {
            return read(folder).keySet();
        } catch (CheckpointException e) {
            return Set.of();
        }
    }

    /** The hash of what it lists: that of another checkpoint is another. */
    static String ofAll(Path folder) {
        StringBuilder lines = new StringBuilder();
        read(folder)
                .forEach((name, hash) ->
                        lines.append(hash).append("  ").append(name).append('\n'));
        return hash(lines.toString());
    }

    private static Map<String, String> read(Path folder) {
        Path file = folder.resolve(FILE);
        String text;
        try {
            text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw bad(
                    file,
                    "missing",
                    "the checksums of a checkpoint; an earlier version wrote none: its weights can start a new run, as"
                            + " 'pretrained' of the recipe",
                    e);
        } catch (IOException e) {
            throw bad(file, String.valueOf(e.getMessage()), "a file that can be read", e);
        }
        int end = text.lastIndexOf(END);
        if (end < 0 || !text.substring(end).equals(END + hash(text.substring(0, end)) + "\n")) {
            throw bad(file, "changed since it was written", "its last line to be the hash of the others", null);
        }
        Map<String, String> hashes = new TreeMap<>();
        text.substring(0, end).lines().forEach(line -> {
            Matcher match = LINE.matcher(line);
            if (!match.matches()) {
                throw bad(file, "a line '" + line + "'", "a hash and a name", null);
            }
            hashes.put(match.group(2), match.group(1));
        });
        return hashes;
    }

    private static String hash(Path file) throws IOException {
        MessageDigest digest = Sha256.begin();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String hash(String lines) {
        return HexFormat.of().formatHex(Sha256.begin().digest(lines.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static CheckpointException bad(Path file, String actual, String expected, @Nullable Throwable cause) {
        String message = "resume failed: " + file + ": " + actual + ", expected " + expected;
        return cause == null ? new CheckpointException(message) : new CheckpointException(message, cause);
    }
}
