package dev.diptych.ingest.pipeline.read;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.archive.Member;
import dev.diptych.ingest.archive.Members;
import dev.diptych.ingest.archive.ReadOptions;
import dev.diptych.ingest.caption.CaptionFile.TextLines;
import dev.diptych.ingest.pipeline.work.Outcome.Dropped;
import dev.diptych.ingest.table.Captions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Captions beside the images of a stream that can be read only once: by WebDataset's rule, neighbouring members with one key
 * are one sample, and it is held until it is whole.
 */
final class NeighbourCaptions implements CaptionLookup, Members {
    /** More files of one key are taken as the next sample. */
    private static final int MAX_GROUP = 64;

    /** A file of the sample at hand: its bytes, or why there are none. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    private record Held(
            Member member,
            byte @Nullable [] bytes,
            @Nullable IngestException failure) {
        byte[] contents() {
            if (bytes == null) {
                throw failure == null ? new IllegalStateException("neither contents nor a failure") : failure;
            }
            return bytes;
        }
    }

    private final Members stream;
    private final Captions captions;
    private final TextLines lines;
    private final long maxBytes;
    private final List<Held> group = new ArrayList<>();
    private final List<Dropped> unused = new ArrayList<>();
    private BesideCaptions beside;
    private @Nullable Member ahead;
    private int index;

    /** @param maxBytes larger files are dropped */
    NeighbourCaptions(Members stream, Captions captions, TextLines lines, long maxBytes) {
        this.stream = stream;
        this.captions = captions;
        this.lines = lines;
        this.maxBytes = maxBytes;
        this.beside = BesideCaptions.read(new Group(), captions, lines, null, ReadOptions.DEFAULT);
        this.ahead = stream.next();
    }

    @Override
    public Found find(String member, String key) {
        return beside.find(member, key);
    }

    @Override
    public boolean isCaption(String member) {
        return beside.isCaption(member);
    }

    @Override
    public void passedOver(String member) {
        beside.passedOver(member);
    }

    @Override
    public void unused(Consumer<Dropped> each) {
        unused.forEach(each);
    }

    @Override
    public String source() {
        return stream.source();
    }

    @Override
    public @Nullable Member next() {
        if (++index >= group.size()) {
            beside.unused(unused::add);
            fill();
            index = 0;
            beside = BesideCaptions.read(new Group(), captions, lines, null, ReadOptions.DEFAULT);
        }
        return group.isEmpty() ? null : group.get(index).member();
    }

    @Override
    public byte[] bytes(long limit) {
        return group.get(index).contents();
    }

    @Override
    public double fraction() {
        return stream.fraction();
    }

    @Override
    public void close() {
        stream.close();
    }

    private void fill() {
        group.clear();
        if (ahead == null) {
            return;
        }
        String key = key(ahead.name());
        while (ahead != null && key(ahead.name()).equals(key) && group.size() < MAX_GROUP) {
            group.add(held(ahead));
            ahead = stream.next();
        }
    }

    private Held held(Member member) {
        try {
            return new Held(member, stream.bytes(maxBytes), null);
        } catch (IngestException e) {
            return new Held(member, null, e);
        }
    }

    private static String key(String name) {
        int dot = name.indexOf('.', name.lastIndexOf('/') + 1);
        return dot < 0 ? name : name.substring(0, dot);
    }

    /** The sample at hand, to be read from its beginning. */
    private final class Group implements Members {
        private int at = -1;

        @Override
        public String source() {
            return stream.source();
        }

        @Override
        public @Nullable Member next() {
            return ++at < group.size() ? group.get(at).member() : null;
        }

        @Override
        public byte[] bytes(long limit) {
            return group.get(at).contents();
        }

        @Override
        public double fraction() {
            return 1;
        }

        @Override
        public void close() {
            // Nothing is held open.
        }
    }
}
