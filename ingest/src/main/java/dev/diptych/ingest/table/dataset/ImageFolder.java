package dev.diptych.ingest.table.dataset;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.archive.ReadOptions;
import dev.diptych.ingest.caption.Row;
import dev.diptych.ingest.table.BadRow;
import dev.diptych.ingest.table.CaptionTable;
import dev.diptych.ingest.table.TableConfig;
import dev.diptych.ingest.table.TableFormat;
import dev.diptych.ingest.table.text.TextForm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the tables in a folder or archive of images, found by their names, say of these images. */
public final class ImageFolder {
    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final Set<String> tables = new LinkedHashSet<>();
    private final List<BadRow> bad = new ArrayList<>();

    /**
     * Reads tables; what is wrong with one of them is noted.
     *
     * @param archive the folder or archive that they are in
     * @param names of its members, each an {@link ImageFolderRows#isTable}
     * @param wanted the columns to be kept
     * @param options how an archive is read
     */
    public ImageFolder(Path archive, List<String> names, Predicate<String> wanted, ReadOptions options) {
        names.forEach(name -> add(archive, name, wanted, options));
    }

    /** Returns the row of an image by the name that it has as a member. */
    public Map<String, Row> rows() {
        return rows;
    }

    /** Returns whether this member is a table that was read. */
    public boolean isRead(String member) {
        return tables.contains(member);
    }

    /** Returns the rows that cannot be read, and the tables. */
    public List<BadRow> badRows() {
        return bad;
    }

    private void add(Path archive, String name, Predicate<String> wanted, ReadOptions options) {
        TableConfig config = config(archive, name);
        String folder = name.substring(0, name.lastIndexOf('/') + 1);
        try {
            CaptionTable table = CaptionTable.load(config, wanted, options);
            table.rows().forEach((file, row) -> rows.putIfAbsent(folder + file, row));
            bad.addAll(table.badRows());
            tables.add(name);
        } catch (IngestException e) {
            bad.add(new BadRow(config.source(), "", e.detail()));
        }
    }

    private static TableConfig config(Path archive, String name) {
        boolean plain = Files.isRegularFile(archive.resolve(name));
        @Nullable String member = plain ? null : name;
        return new TableConfig(
                plain ? archive.resolve(name) : archive,
                member,
                null,
                TableFormat.IMAGEFOLDER,
                TextForm.PLAIN,
                ImageFolderRows.FILE_NAME,
                List.of(),
                TableConfig.DEFAULT_KEYS_AS,
                TableConfig.DEFAULT_VALUES_AS,
                Map.of(),
                Map.of(),
                List.of());
    }
}
