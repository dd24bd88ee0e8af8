package dev.diptych.ingest.archive;

import dev.diptych.ingest.archive.FolderListing.Listed;
import dev.diptych.ingest.archive.format.Container;
import dev.diptych.ingest.archive.format.Entry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The files of a listed folder, sorted by their names. */
final class FolderContainer implements Container {
    private final FolderListing listing;
    private final List<Listed> files;
    private int index = -1;

    FolderContainer(FolderListing listing) {
        this.listing = listing;
        this.files = listing.files();
    }

    @Override
    public @Nullable Entry next() {
        index = Math.min(index + 1, files.size());
        if (index == files.size()) {
            return null;
        }
        Listed file = files.get(index);
        return new Entry(file.name(), file.size(), -1, file.problem());
    }

    @Override
    public Path file() {
        return listing.path(files.get(index));
    }

    @Override
    public InputStream open() throws IOException {
        return Files.newInputStream(file());
    }

    @Override
    public double fraction() {
        return files.isEmpty() ? 1 : (double) Math.max(0, index) / files.size();
    }

    @Override
    public void close() {
        // Nothing is held open between members.
    }
}
