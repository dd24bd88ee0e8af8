package dev.diptych.ingest.archive;

import dev.diptych.file.Trouble;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.archive.format.Container;
import dev.diptych.ingest.archive.format.Entry;
import dev.diptych.ingest.name.BelowFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Collection;
import java.util.Iterator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files below a folder that a list names, in its order; a name that leads out of the folder is a problem, and so is a link
 * that does, unless links are followed.
 */
final class ListedContainer implements Container {
    private final String source;
    private final Path folder;
    private final BelowFolder below;
    private final Iterator<String> names;
    private final boolean followLinks;
    private final int count;
    private int reached;
    private Path current;

    private ListedContainer(String source, Path folder, Collection<String> names, boolean followLinks) {
        this.source = source;
        this.folder = folder;
        this.below = new BelowFolder(folder);
        this.names = names.iterator();
        this.followLinks = followLinks;
        this.count = names.size();
        this.current = folder;
    }

    static ListedContainer open(String source, Path folder, Collection<String> names, boolean followLinks) {
        try {
            return new ListedContainer(source, folder.toRealPath(), names, followLinks);
        } catch (IOException e) {
            throw new IngestException(
                    Reason.MISSING,
                    folder.toString(),
                    IngestException.NO_OFFSET,
                    "no such folder, expected the folder of the listed files",
                    e);
        }
    }

    @Override
    public @Nullable Entry next() {
        if (!names.hasNext()) {
            return null;
        }
        reached++;
        String name = names.next();
        BasicFileAttributes facts;
        try {
            name = existing(name);
            current = below.file(name).toRealPath();
            facts = Files.readAttributes(current, BasicFileAttributes.class);
        } catch (NoSuchFileException | InvalidPathException e) {
            return bad(name, Reason.MISSING, "no such file, expected one");
        } catch (IOException e) {
            return bad(name, Reason.UNREADABLE, Trouble.said(e) + ", expected a readable file");
        }
        if (!current.startsWith(folder)) {
            if (!folder.resolve(name).normalize().startsWith(folder)) {
                return bad(name, Reason.UNSAFE_NAME, "a path out of the folder, expected one inside");
            }
            if (!followLinks) {
                return bad(
                        name, Reason.LINK, "a link out of the folder, expected a file in it; follow_links follows it");
            }
        }
        return facts.isRegularFile()
                ? new Entry(name, facts.size(), -1, null)
                : bad(name, Reason.MISSING, "no plain file, expected one");
    }

    @Override
    public Path file() {
        return current;
    }

    @Override
    public InputStream open() throws IOException {
        return Files.newInputStream(current);
    }

    @Override
    public double fraction() {
        return count == 0 ? 1 : (double) reached / count;
    }

    @Override
    public void close() {
        // Nothing is held open between members.
    }

    /**
     * Returns the name of a file that is there: this one, else the one with {@code /} for {@code \\}, as Windows writes paths, in
     * either normal form; this one if none is.
     */
    private String existing(String name) {
        String slashed = name.replace('\\', '/');
        return Stream.of(
                        name, slashed, Normalizer.normalize(slashed, Form.NFC), Normalizer.normalize(slashed, Form.NFD))
                .filter(each -> Files.exists(below.file(each)))
                .findFirst()
                .orElse(name);
    }

    private Entry bad(String name, Reason reason, String detail) {
        return Entry.bad(name, new IngestException(reason, source + "!" + name, detail));
    }
}
