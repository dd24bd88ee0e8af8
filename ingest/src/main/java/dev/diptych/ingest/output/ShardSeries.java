package dev.diptych.ingest.output;

import dev.diptych.ingest.manifest.Place;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The shards of one split, one after the other. */
public final class ShardSeries implements Closeable {
    private final OutputFolder folder;
    private final String subfolder;
    private final OutputFormat format;
    private @Nullable OpenShard open;
    private String name = "";

    /**
     * @param subfolder of the split; empty where there is one split
     */
    public ShardSeries(OutputFolder folder, String subfolder, OutputFormat format) {
        this.folder = folder;
        this.subfolder = subfolder;
        this.format = format;
    }

    /**
     * Returns to what was synced.
     *
     * @param next where the next sample goes
     * @param marks what {@link #sync} put in
     * @return whether the samples before that place are in its shard; else the shard is to be begun again
     */
    public boolean resume(Place next, Map<String, Long> marks) {
        String current = path(next);
        Long mark = marks.get(current);
        if (mark == null || mark == 0) {
            folder.deleteShardsFrom(subfolder, next.shard());
            return next.index() == 0;
        }
        folder.takeBack(format == OutputFormat.WEBDATASET ? current + ".tar" : current);
        open = open(current, mark);
        folder.deleteShardsFrom(subfolder, next.shard() + 1);
        return true;
    }

    /** Adds a sample, in a new shard where its place says so. */
    public void add(Place place, List<Part> parts) throws IOException {
        OpenShard shard = open;
        if (shard == null) {
            shard = open(path(place), 0);
            open = shard;
        }
        shard.add(place.key(), parts);
    }

    /**
     * Ends the open shard.
     *
     * @param stats the contents of its {@code _stats.json}
     */
    public void publish(byte[] stats) throws IOException {
        OpenShard shard = open;
        if (shard != null) {
            folder.write(name + "_stats.json", stats);
            shard.publish();
            open = null;
        }
    }

    /** Hands everything to the disk, and notes how far the open shard is. */
    public void sync(Map<String, Long> marks) throws IOException {
        if (open != null) {
            marks.put(name, open.sync());
        }
    }

    @Override
    public void close() throws IOException {
        if (open != null) {
            open.close();
        }
    }

    private OpenShard open(String path, long mark) {
        name = path;
        return switch (format) {
            case WEBDATASET -> new TarShard(folder, path, mark);
            case FILES -> new FolderShard(folder, path, mark);
        };
    }

    private String path(Place place) {
        return subfolder.isEmpty() ? place.shardName() : subfolder + "/" + place.shardName();
    }
}
