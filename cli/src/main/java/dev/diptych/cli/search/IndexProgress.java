package dev.diptych.cli.search;

import dev.diptych.cli.progress.Progress;
import dev.diptych.cli.session.Session;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** How far an index is: its images are embedded, then its rows are laid out and put into a graph. */
final class IndexProgress implements LongConsumer, AutoCloseable {
    private final Session session;
    private final Progress embedding;
    private @Nullable Progress rows;
    private long last;

    IndexProgress(Session session) {
        this.session = session;
        this.embedding = session.progress("embed", "images", 0);
    }

    Progress embedding() {
        return embedding;
    }

    @Override
    public void accept(long done) {
        if (rows == null || done < last) {
            close();
            rows = session.progress(rows == null ? "index" : "graph", "rows", 0);
        }
        last = done;
        rows.update(done, "");
    }

    @Override
    public void close() {
        if (rows == null) {
            embedding.close();
        } else {
            rows.close();
        }
    }
}
