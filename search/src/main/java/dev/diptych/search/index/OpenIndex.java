package dev.diptych.search.index;

import dev.diptych.file.Trouble;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The files of an index, mapped and checked; for any number of threads.
 *
 * @param thumbnails null where there are none
 */
public record OpenIndex(
        IndexFolder folder,
        Manifest manifest,
        StoredVectors vectors,
        StoredRows rows,
        @Nullable StoredThumbnails thumbnails) {
    /**
     * Opens an index.
     *
     * @throws IndexException if there is none, or a file of it is damaged, another's, or of another version
     */
    public static OpenIndex open(Path path) {
        IndexFolder folder = new IndexFolder(path);
        Manifest manifest = Manifest.read(folder);
        ThumbnailParts parts = manifest.thumbnails();
        StoredThumbnails thumbnails = parts == null ? null : new StoredThumbnails(folder.thumbnails(), parts);
        if (thumbnails != null) {
            thumbnails.check();
        }
        ModelCopy model = manifest.model();
        if (model != null) {
            model.check(folder.model());
        }
        try {
            return new OpenIndex(
                    folder,
                    manifest,
                    StoredVectors.open(folder.vectors(), manifest),
                    StoredRows.open(folder.rows(), manifest),
                    thumbnails);
        } catch (NoSuchFileException e) {
            throw IndexException.reading(
                    e.getFile(), "no such file, expected one of an index; index again with --overwrite", e);
        } catch (IOException e) {
            throw IndexException.reading(path.toString(), Trouble.said(e) + ", expected the files of an index", e);
        }
    }
}
