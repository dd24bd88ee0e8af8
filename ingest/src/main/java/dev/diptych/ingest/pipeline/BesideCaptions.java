package dev.diptych.ingest.pipeline;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.archive.Archive;
import dev.diptych.ingest.archive.Member;
import dev.diptych.ingest.manifest.DropReason;
import dev.diptych.ingest.pipeline.Outcome.Dropped;
import dev.diptych.ingest.pipeline.Outcome.Origin;
import dev.diptych.ingest.table.CaptionFile;
import dev.diptych.ingest.table.Captions;
import dev.diptych.ingest.table.Row;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The {@code .txt} and {@code .json} files of one source, by their names without extension. They are read in a pass of
 * their own, since in an archive they may stand anywhere.
 */
final class BesideCaptions implements CaptionLookup {
    /** A caption file beyond this is no caption. */
    private static final long MAX_BYTES = 1 << 20;

    /** Kept from a JSON for itself: what the image shows, in shards that this tool wrote. */
    private static final String CONCEPT = "concept";

    private final String source;
    private final Captions captions;
    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final Map<String, String> unreadable = new HashMap<>();
    private final Set<String> asked = new HashSet<>();

    private BesideCaptions(String source, Captions captions) {
        this.source = source;
        this.captions = captions;
    }

    static BesideCaptions read(Archive archive, Captions captions) {
        BesideCaptions found = new BesideCaptions(archive.source(), captions);
        for (Member member = archive.next(); member != null; member = archive.next()) {
            found.add(archive, member.name());
        }
        return found;
    }

    @Override
    public Found find(String member, String key) {
        String stem = stem(member);
        asked.add(stem);
        String concept = source + "!" + key;
        String problem = unreadable.get(stem);
        if (problem != null) {
            return Found.none(DropReason.BAD_CAPTION_FILE, concept, problem);
        }
        @Nullable Row row = rows.get(stem);
        if (row == null) {
            return Found.none(DropReason.NO_CAPTION, concept, "no " + stem + ".txt or .json, expected a caption");
        }
        return Found.of(
                captions.of(row), row.values(CONCEPT).stream().findFirst().orElse(concept), row);
    }

    @Override
    public void unused(Consumer<Dropped> each) {
        for (String stem : rows.keySet()) {
            if (!asked.contains(stem)) {
                Origin origin = new Origin(source, "", stem, stem);
                each.accept(new Dropped(origin, DropReason.CAPTION_WITHOUT_IMAGE, "no image of this name"));
            }
        }
    }

    @Override
    public boolean isCaption(String member) {
        String lower = member.toLowerCase(Locale.ROOT);
        return lower.endsWith(".json") || lower.endsWith(".txt");
    }

    private void add(Archive archive, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean json = lower.endsWith(".json");
        if (!json && !lower.endsWith(".txt")) {
            return;
        }
        String stem = stem(name);
        try {
            byte[] bytes = archive.bytes(MAX_BYTES);
            Row row = CaptionFile.row(archive.source() + "!" + name, bytes, json);
            Row wanted = row.only(column -> column.equals(CONCEPT) || captions.wants(column));
            rows.merge(stem, wanted, Row::with);
        } catch (IngestException e) {
            if (e.reason() != IngestException.Reason.BAD_TABLE && !archive.survives(e)) {
                throw e;
            }
            unreadable.put(stem, name + ": " + e.detail());
        }
    }

    private static String stem(String name) {
        int dot = name.lastIndexOf('.');
        return dot > name.lastIndexOf('/') + 1 ? name.substring(0, dot) : name;
    }
}
