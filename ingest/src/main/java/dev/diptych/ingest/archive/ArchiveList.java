package dev.diptych.ingest.archive;

import dev.diptych.file.place.Locations;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.shard.BraceList;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/** Finds the archives and folders that a spec names. */
public final class ArchiveList {
    private ArchiveList() {}

    /**
     * Returns the archives that a spec names, in its order: a file or folder, {@code -} for standard input, a brace list such as
     * {@code {00000..00099}.tar}, a glob in the last part of a path, whose matches come by name, or several of these with
     * {@code ::} between. What exists under a name is taken as it is, braces and stars and all; whether a plain name exists is
     * left to the opening.
     *
     * @param base where relative paths start
     * @throws IngestException with {@link Reason#MISSING} where a part is empty or a glob malformed, with
     *     {@link Reason#EMPTY} where a glob matches nothing
     */
    public static List<Path> expand(Path base, String spec) {
        List<Path> archives = new ArrayList<>();
        Path whole = Locations.resolve(base, spec);
        if (Files.exists(whole)) {
            return List.of(whole);
        }
        for (String part : spec.split("::", -1)) {
            if (part.isBlank()) {
                throw new IngestException(
                        Reason.MISSING, "'" + spec + "'", "an empty part, expected an archive or a folder");
            }
            if (part.equals("-")) {
                archives.add(Archive.STANDARD_INPUT);
                continue;
            }
            Path named = Locations.resolve(base, part);
            if (Files.exists(named)) {
                archives.add(named);
            } else {
                BraceList.expand(part).forEach(name -> add(Locations.resolve(base, name), archives));
            }
        }
        return List.copyOf(archives);
    }

    private static void add(Path path, List<Path> archives) {
        String name = String.valueOf(path.getFileName());
        if (Files.exists(path) || !name.matches(".*[*?\\[].*")) {
            archives.add(path);
            return;
        }
        Path folder = path.getParent() == null ? Path.of("") : path.getParent();
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> matches = Files.newDirectoryStream(folder, name)) {
            matches.forEach(found::add);
        } catch (IOException e) {
            throw new IngestException(Reason.MISSING, folder.toString(), "no such folder, expected one with archives");
        } catch (PatternSyntaxException e) {
            throw new IngestException(Reason.MISSING, path.toString(), "a malformed pattern, expected a glob");
        }
        if (found.isEmpty()) {
            throw new IngestException(Reason.EMPTY, folder.toString(), "no file named " + name + ", expected archives");
        }
        found.stream().sorted().forEach(archives::add);
    }
}
