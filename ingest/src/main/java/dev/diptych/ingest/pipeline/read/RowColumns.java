package dev.diptych.ingest.pipeline.read;

import dev.diptych.ingest.caption.Row;
import dev.diptych.ingest.pipeline.config.OutputConfig;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What of a row is neither caption nor concept: the value that decides on the split, and the licence. */
final class RowColumns {
    private final @Nullable String split;
    private final @Nullable String licence;

    RowColumns(OutputConfig output) {
        this.split = output.splitBy().equals(OutputConfig.BY_CONCEPT) ? null : output.splitBy();
        this.licence = output.licenceColumn();
    }

    /** Returns the columns that must be read for it. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        if (split != null) {
            names.add(split);
        }
        if (licence != null) {
            names.add(licence);
        }
        return names;
    }

    /** Returns what decides on an image's split: its concept where the row has no value in the column. */
    String splitValue(String concept, Row row) {
        return split == null ? concept : row.values(split).stream().findFirst().orElse(concept);
    }

    @Nullable
    String licence(Row row) {
        return licence == null ? null : row.values(licence).stream().findFirst().orElse(null);
    }
}
