package dev.diptych.ingest.pipeline.read;

import dev.diptych.ingest.caption.Row;
import dev.diptych.ingest.duplicate.Hash128;
import dev.diptych.ingest.duplicate.HashTable;
import dev.diptych.ingest.manifest.DropReason;
import dev.diptych.ingest.name.KeyForms;
import dev.diptych.ingest.pipeline.work.Outcome.Dropped;
import dev.diptych.ingest.pipeline.work.Outcome.Origin;
import dev.diptych.ingest.table.Captions;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Captions of the configuration's tables, for all sources alike; the key of the row is the concept. */
final class TableCaptions implements CaptionLookup {
    private final Captions captions;
    private final HashTable asked = new HashTable();

    /** Images joined to a row whose key is written otherwise than theirs, and the first of them. */
    private long joined;

    private String firstJoined = "";

    TableCaptions(Captions captions) {
        this.captions = captions;
    }

    @Override
    public Found find(String member, String key) {
        List<String> keys = captions.keysOf(key);
        if (keys.size() != 1) {
            String detail = "no row of key " + KeyForms.shown(key) + " in " + captions.source();
            return Found.none(DropReason.NO_TABLE_ROW, key, detail + ambiguous(keys));
        }
        String rowKey = keys.get(0);
        if (captions.isFiltered(rowKey)) {
            return Found.none(DropReason.FILTERED, key, "a row that a filter rejects, expected one that passes");
        }
        if (!rowKey.equals(key) && joined++ == 0) {
            firstJoined = KeyForms.shown(key) + " to " + KeyForms.shown(rowKey);
        }
        asked.add(Hash128.of(rowKey));
        Row row = captions.row(key).orElseThrow();
        return Found.of(captions.of(row), rowKey, row);
    }

    /** Says how many images were joined to rows whose keys are written otherwise; nothing where all are the same. */
    Optional<String> note() {
        return joined == 0
                ? Optional.empty()
                : Optional.of(captions.source() + ": images joined to rows whose keys are written otherwise: " + joined
                        + ", such as " + firstJoined);
    }

    private static String ambiguous(List<String> keys) {
        return keys.isEmpty()
                ? ""
                : ", but " + keys.stream().map(KeyForms::shown).collect(Collectors.joining(" and ")) + ", expected one";
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
