package dev.diptych.ingest.shard;

import dev.diptych.file.place.Locations;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.tar.TarFile;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/** Finds the shards that a spec names. */
public final class ShardList {
    private ShardList() {}

    /**
     * Returns whether a folder holds files with names of shards.
     *
     * @throws IngestException if it cannot be read
     */
    public static boolean areIn(Path folder) {
        try (DirectoryStream<Path> matches = Files.newDirectoryStream(folder, ShardList::isShard)) {
            return matches.iterator().hasNext();
        } catch (IOException | DirectoryIteratorException e) {
            throw new IngestException(
                    Reason.UNREADABLE,
                    folder.toString(),
                    IngestException.NO_OFFSET,
                    e.getMessage() + ", expected a folder",
                    e);
        }
    }

    private static boolean isShard(Path file) {
        return TarFile.isNamed(file.getFileName().toString());
    }

    /**
     * Returns the shards that a spec names, in its order: a folder (its {@code *.tar} by name, and compressed ones such as
     * {@code *.tar.gz}), a file, a brace list
     * such as {@code data/{00000..00003}.tar} or {@code {train,extra}.tar}, a glob in the last part of the path, or
     * several of these with {@code ::} between.
     *
     * @throws IngestException with {@link Reason#MISSING} where a part names a shard that does not exist, with
     *     {@link Reason#EMPTY} where a folder or glob holds none
     */
    public static List<Path> expand(String spec) {
        List<Path> shards = new ArrayList<>();
        for (String part : spec.split("::", -1)) {
            if (part.isBlank()) {
                throw new IngestException(
                        Reason.MISSING, "'" + spec + "'", "an empty part, expected a shard or folder");
            }
            for (String name : BraceList.expand(part)) {
                addShards(Locations.path(name), shards);
            }
        }
        return List.copyOf(shards);
    }

    private static void addShards(Path path, List<Path> shards) {
        if (Files.isDirectory(path)) {
            addFound(path, "*.tar", folder -> Files.newDirectoryStream(folder, ShardList::isShard), shards);
        } else if (Files.exists(path)) {
            shards.add(path);
        } else if (path.getFileName().toString().matches(".*[*?\\[].*")) {
            Path folder = path.getParent() == null ? Path.of("") : path.getParent();
            addMatches(folder, path.getFileName().toString(), shards);
        } else {
            throw new IngestException(Reason.MISSING, path.toString(), "no such file, expected a shard or folder");
        }
    }

    private static void addMatches(Path folder, String glob, List<Path> shards) {
        addFound(folder, glob, each -> Files.newDirectoryStream(each, glob), shards);
    }

    private interface Listing {
        DirectoryStream<Path> of(Path folder) throws IOException;
    }

    private static void addFound(Path folder, String names, Listing listing, List<Path> shards) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> matches = listing.of(folder)) {
            matches.forEach(found::add);
        } catch (IOException e) {
            throw new IngestException(Reason.MISSING, folder.toString(), "no such folder, expected one with shards");
        } catch (PatternSyntaxException e) {
            throw new IngestException(
                    Reason.MISSING, folder.resolve(names).toString(), "a malformed pattern, expected a glob");
        }
        if (found.isEmpty()) {
            throw new IngestException(Reason.EMPTY, folder.toString(), "no file named " + names + ", expected shards");
        }
        found.stream().sorted().forEach(shards::add);
    }
}
