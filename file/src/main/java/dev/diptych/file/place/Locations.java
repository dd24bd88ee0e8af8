package dev.diptych.file.place;

import dev.diptych.file.Sha256;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Places by what users write: paths of the operating system, or URLs of what a module brings. */
public final class Locations {
    /** The folder of the process's cache that holds books, one for each output that is not local. */
    public static final String BOOKS = "outputs";

    private static final Pattern URL = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+)://.*", Pattern.DOTALL);
    private static final String FILE = "file";
    private static final int HASH_LENGTH = 16;

    private static volatile @Nullable LocationProvider found;

    private Locations() {}

    /**
     * Returns a place. A {@code file://} URL is a path of the operating system.
     *
     * @throws java.nio.file.InvalidPathException if the system has no such paths
     * @throws LocationException if it is a URL that cannot be used
     */
    public static Path path(String text) {
        Matcher url = URL.matcher(text);
        if (!url.matches()) {
            return Path.of(text);
        }
        if (url.group(1).equalsIgnoreCase(FILE)) {
            return ofFile(text);
        }
        return provider(text).path(text);
    }

    private static LocationProvider provider(String text) {
        LocationProvider known = found;
        if (known == null) {
            known = ServiceLoader.load(LocationProvider.class)
                    .findFirst()
                    .orElseThrow(
                            () -> new LocationException(
                                    text,
                                    "a URL, expected a path; ingest, embed and score take what Hadoop reads with --spark MASTER"));
            found = known;
        }
        return known;
    }

    /** Returns a place; one that is no URL starts at {@code base}, if it is relative. */
    public static Path resolve(Path base, String text) {
        return URL.matcher(text).matches() ? path(text) : base.resolve(text);
    }

    /** Whether a place is of the operating system, whose files can be locked, appended to and mapped. */
    public static boolean isLocal(Path path) {
        return path.getFileSystem().equals(FileSystems.getDefault());
    }

    /**
     * Returns where the books of an unfinished output are kept: in the output, or in a folder of its own below another where the
     * output is not local.
     *
     * @param folders holds one for each output
     */
    public static Path books(Path output, Path folders) {
        if (isLocal(output)) {
            return output;
        }
        String name = output.toAbsolutePath().normalize().toString();
        return folders.resolve(Sha256.hex(name).substring(0, HASH_LENGTH));
    }

    private static Path ofFile(String text) {
        String rest = text.substring(FILE.length() + "://".length());
        if (!rest.startsWith("/")) {
            throw new LocationException(text, "a host, expected file:///PATH");
        }
        return Path.of(rest);
    }
}
