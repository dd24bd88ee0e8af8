package dev.diptych.ingest.archive.format;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A container of which neighbours that are not read for one reason, such as a password, are one entry that counts them. */
final class RefusedMembers implements Container {
    private final String source;
    private final Container container;
    private @Nullable Entry ahead;

    RefusedMembers(String source, Container container) {
        this.source = source;
        this.container = container;
    }

    @Override
    public @Nullable Entry next() {
        Entry entry = ahead == null ? container.next() : ahead;
        ahead = null;
        String refusal = refusal(entry);
        if (entry == null || refusal == null) {
            return entry;
        }
        long count = 0;
        Entry last = entry;
        while (refusal.equals(refusal(last))) {
            count++;
            last = container.next();
        }
        ahead = last;
        return count == 1
                ? entry
                : Entry.bad("", new IngestException(Reason.UNSUPPORTED, source, count + " members " + refusal));
    }

    private static @Nullable String refusal(@Nullable Entry entry) {
        IngestException problem = entry == null ? null : entry.problem();
        return problem != null && problem.reason() == Reason.UNSUPPORTED ? problem.detail() : null;
    }

    @Override
    public InputStream open() throws IOException {
        return container.open();
    }

    @Override
    public double fraction() {
        return container.fraction();
    }

    @Override
    public void close() throws IOException {
        container.close();
    }
}
