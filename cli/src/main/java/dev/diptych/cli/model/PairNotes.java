package dev.diptych.cli.model;

import dev.diptych.cli.progress.Counted;
import dev.diptych.cli.session.Session;
import dev.diptych.contrastive.data.PairSet;
import java.util.List;

/** Names the first samples of a data set that are left out, and the first captions that cannot be used. */
final class PairNotes {
    private static final int SHOWN = 5;

    private PairNotes() {}

    static void print(Session session, PairSet pairs) {
        print(session, "left out: ", pairs.skipped());
        print(session, "not used: ", pairs.unusable());
    }

    static void print(Session session, String what, List<String> lines) {
        lines.stream().limit(SHOWN).forEach(line -> session.note(what + line));
        if (lines.size() > SHOWN) {
            session.note(what + Counted.of(lines.size() - SHOWN, "sample") + " more; diptych shards lint lists all");
        }
    }
}
