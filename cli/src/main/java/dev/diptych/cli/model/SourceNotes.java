package dev.diptych.cli.model;

import dev.diptych.cli.session.Session;
import dev.diptych.contrastive.data.source.SampleSources;
import dev.diptych.ingest.IngestException;
import java.nio.file.Path;
import java.util.Locale;

/** Says what happens as samples are opened. */
public record SourceNotes(Session session) implements SampleSources.Notes {
    @Override
    public void damaged(IngestException damage) {
        session.note("left out from there on: " + damage.getMessage());
    }

    @Override
    public void unpacked(String source, long bytes, Path folder) {
        session.note(String.format(
                Locale.ROOT,
                "%s: unpacked to %s (%.1f MB), since its samples cannot be read in any order as it is; deleted at the end",
                source,
                folder,
                bytes / 1e6));
    }
}
