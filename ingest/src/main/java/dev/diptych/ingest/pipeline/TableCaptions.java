package dev.diptych.ingest.pipeline;

import dev.diptych.ingest.pipeline.Outcome.Dropped;
import dev.diptych.ingest.pipeline.Outcome.Origin;
import dev.diptych.ingest.table.Captions;
import dev.diptych.ingest.table.Row;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Captions of the configuration's tables, for all sources alike; the key is the concept. */
final class TableCaptions implements CaptionLookup {
    private final Captions captions;
    private final Set<String> asked = new HashSet<>();

    TableCaptions(Captions captions) {
        this.captions = captions;
    }

    @Override
    public Found find(String member, String key) {
        Optional<Row> row = captions.row(key);
        if (row.isEmpty()) {
            return captions.isFiltered(key)
                    ? Found.none(DropReason.FILTERED, key, "a row that a filter rejects, expected one that passes")
                    : Found.none(DropReason.NO_TABLE_ROW, key, "no row of key '" + key + "' in " + captions.source());
        }
        asked.add(key);
        return Found.of(captions.of(row.get()), key);
    }

    @Override
    public void unused(Consumer<Dropped> each) {
        for (String key : captions.keys()) {
            if (!asked.contains(key)) {
                Origin origin = new Origin(captions.source(), "", key, key);
                each.accept(
                        new Dropped(origin, DropReason.CAPTION_WITHOUT_IMAGE, "no image of this key in any source"));
            }
        }
    }
}
