package dev.diptych.ingest.output;

import dev.diptych.ingest.shard.IndexBuilder;
import dev.diptych.ingest.shard.ShardScan;
import dev.diptych.ingest.tar.TarWriter;
import java.io.IOException;
import java.util.List;

/** A tar with its index beside it. */
final class TarShard implements OpenShard {
    private static final int HEADER = 512;

    private final OutputFolder folder;
    private final String name;
    private final AppendFile file;
    private final TarWriter tar;
    private final IndexBuilder index = new IndexBuilder();

    /**
     * @param name without extension
     * @param length the bytes of it that are written already
     */
    TarShard(OutputFolder folder, String name, long length) {
        this.folder = folder;
        this.name = name;
        this.file = AppendFile.open(folder, name + ".tar", length);
        this.tar = new TarWriter(file);
        if (length > 0) {
            ShardScan.addBeginning(index, folder.unfinished(name + ".tar"), length);
        }
    }

    @Override
    public void add(String key, List<Part> parts) throws IOException {
        for (Part part : parts) {
            String member = key + "." + part.extension();
            index.add(member, file.length() + HEADER, part.contents());
            tar.add(member, part.contents());
        }
    }

    @Override
    public long sync() throws IOException {
        file.sync();
        return file.length();
    }

    @Override
    public void publish() throws IOException {
        file.write(new byte[2 * HEADER]);
        file.sync();
        file.close();
        folder.write(name + ".idx", index.build(file.length()).encoded());
        folder.publish(name + ".tar");
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
