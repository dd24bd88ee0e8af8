package dev.diptych.cli.model;

import dev.diptych.cli.progress.Progress;
import dev.diptych.cli.session.Session;
import dev.diptych.contrastive.embed.EmbeddingJob;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Remembers the first samples that were left out, and how many there were. */
public final class LeftOutLines {
    private static final int SHOWN = 20;

    private final Session session;
    private final List<String> first = new ArrayList<>();
    private long count;

    public LeftOutLines(Session session) {
        this.session = session;
    }

    /** A listener that also draws {@code progress}. */
    public EmbeddingJob.Listener around(Progress progress) {
        return new EmbeddingJob.Listener() {
            @Override
            public void at(long rows, double fraction, long leftOut) {
                progress.update(rows, fraction, leftOut == 0 ? "" : leftOut + " left out");
            }

            @Override
            public void leftOut(String key, String reason) {
                count++;
                if (first.size() < SHOWN) {
                    first.add("left out: " + (reason.contains(key) ? reason : key + ": " + reason));
                }
            }
        };
    }

    /** Prints them. @param list where all are listed */
    public void finish(Path list) {
        first.forEach(session::note);
        if (count > first.size()) {
            session.note("left out: " + (count - first.size()) + " more, listed in " + list);
        }
    }
}
