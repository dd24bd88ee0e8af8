package dev.diptych.ingest.pipeline;

import dev.diptych.ingest.caption.Row;
import dev.diptych.ingest.duplicate.Hash128;
import dev.diptych.ingest.duplicate.HashTable;
import dev.diptych.ingest.manifest.DropReason;
import dev.diptych.ingest.pipeline.Outcome.Dropped;
import dev.diptych.ingest.pipeline.Outcome.Origin;
import dev.diptych.ingest.table.Captions;
import java.util.Optional;
import java.util.function.Consumer;

/** Captions of the configuration's tables, for all sources alike; the key is the concept. */
final class TableCaptions implements CaptionLookup {
    private final Captions captions;
    private final HashTable asked = new HashTable();

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
        asked.add(Hash128.of(key));
        return Found.of(captions.of(row.get()), key, row.get());
    }

    @Override
    public void unused(Consumer<Dropped> each) {
        for (String key : captions.keys()) {
            if (asked.get(Hash128.of(key)) == HashTable.ABSENT) {
                Origin origin = new Origin(captions.source(), "", key, key);
                each.accept(
                        new Dropped(origin, DropReason.CAPTION_WITHOUT_IMAGE, "no image of this key in any source"));
            }
        }
    }

    @Override
    public boolean isCaption(String member) {
        return false;
    }
}
