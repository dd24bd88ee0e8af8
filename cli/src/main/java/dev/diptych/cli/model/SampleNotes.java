package dev.diptych.cli.model;

import dev.diptych.cli.progress.Counted;
import dev.diptych.cli.session.Session;
import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.contrastive.run.RunNotes;
import dev.diptych.ingest.IngestException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Tells what happens as samples are opened. */
public final class SampleNotes implements RunNotes {
    private static final int SHOWN = 5;

    private final Session session;
    private final boolean strict;

    private SampleNotes(Session session, boolean strict) {
        this.session = session;
        this.strict = strict;
    }

    /** Notes damaged shards, whose samples before the damage count. */
    public static SampleNotes lenient(Session session) {
        return new SampleNotes(session, false);
    }

    /** Refuses damaged shards: a score over a part of a set is none of the set. */
    public static SampleNotes strict(Session session) {
        return new SampleNotes(session, true);
    }

    @Override
    public void damaged(IngestException damage) {
        if (strict) {
            throw damage;
        }
        session.note("left out from there on: " + damage.getMessage());
    }

    @Override
    public void unpacked(String source, long bytes, Path folder) {
        session.note(String.format(
                Locale.ROOT, "unpacked %s to %s, %.1f MiB until the end", source, folder, bytes / 0x1p20));
    }

    @Override
    public void note(String line) {
        session.note(line);
    }

    /** Names the first samples that are left out. */
    @Override
    public void opened(Samples samples) {
        List<String> lines = samples.leftOut();
        lines.stream().limit(SHOWN).forEach(line -> session.note("left out: " + line));
        if (lines.size() > SHOWN) {
            session.note(
                    "left out: " + Counted.of(lines.size() - SHOWN, "sample") + " more; diptych shards lint lists all");
        }
    }
}
