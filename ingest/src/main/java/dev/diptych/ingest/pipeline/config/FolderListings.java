package dev.diptych.ingest.pipeline.config;

import dev.diptych.ingest.archive.FolderListing;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The listings of a run's folders: each is walked once, so that all who ask see the same files, unless there are too many. */
public final class FolderListings {
    /** Files of kept listings, some 150 bytes each. */
    private static final long MOST_FILES = 1 << 20;

    private final Map<Path, FolderListing> kept = new HashMap<>();
    private final boolean followLinks;
    private long files;

    public FolderListings(boolean followLinks) {
        this.followLinks = followLinks;
    }

    /**
     * Returns a folder's listing.
     *
     * @throws dev.diptych.ingest.IngestException if it cannot be read
     */
    public FolderListing of(Path folder) {
        FolderListing known = kept.get(folder);
        if (known != null) {
            return known;
        }
        FolderListing listing = FolderListing.of(folder, followLinks);
        if (files + listing.files().size() <= MOST_FILES) {
            kept.put(folder, listing);
            files += listing.files().size();
        }
        return listing;
    }
}
