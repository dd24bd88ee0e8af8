package dev.diptych.spark.ingest;

import dev.diptych.ingest.archive.StoredFile;
import dev.diptych.ingest.pipeline.work.Outcome;
import dev.diptych.ingest.pipeline.work.Outcome.Origin;
import dev.diptych.ingest.pipeline.work.Outcome.Said;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Images of one task, and the outcomes between them that are known already. */
final class Span implements Closeable {
    private static final int MOST_ITEMS = 128;
    private static final int MOST_SLOTS = 4096;
    private static final long MOST_BYTES = 32L << 20;

    private final Staging staging;
    private final List<Item> items = new ArrayList<>();

    /** In the order of the input; null for the next item's. */
    private final List<@Nullable Outcome> slots = new ArrayList<>();

    private final StageFile unpacked;
    private long bytes;

    Span(Staging staging) {
        this.staging = staging;
        this.unpacked = new StageFile(staging.path());
    }

    void add(Outcome known) {
        slots.add(known);
    }

    void add(Item item) {
        items.add(item);
        slots.add(null);
        bytes += Math.max(0, item.file().size());
    }

    /** Adds an image that only this process can read. */
    void add(Origin origin, byte[] file, Said said) throws IOException {
        if (unpacked.length() == 0) {
            staging.hold(unpacked.name());
        }
        StagedBytes staged = unpacked.add(file);
        add(new Item(
                origin, new StoredFile(staged.file(), origin.where(), staged.offset(), staged.length(), false), said));
    }

    boolean isFull() {
        return items.size() >= MOST_ITEMS || slots.size() >= MOST_SLOTS || bytes >= MOST_BYTES;
    }

    boolean hasWork() {
        return !items.isEmpty();
    }

    List<Item> items() {
        return items;
    }

    /** Appends all outcomes. */
    void merge(List<Outcome> ofItems, List<Outcome> all) {
        int next = 0;
        for (Outcome known : slots) {
            all.add(known == null ? ofItems.get(next++) : known);
        }
    }

    /** Ends what was unpacked: it is read from now on. */
    @Override
    public void close() throws IOException {
        unpacked.close();
    }

    /** Says that nothing is read any more but what outcomes speak of. */
    void release() {
        if (unpacked.length() > 0) {
            staging.release(unpacked.name());
        }
    }
}
