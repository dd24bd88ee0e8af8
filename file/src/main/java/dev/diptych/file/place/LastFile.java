package dev.diptych.file.place;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Opens files to be read, and keeps the last one open: a file whose parts are read one after the other is opened once, which elsewhere than
 * on a local disk takes longer than to read them. For one thread.
 */
public final class LastFile implements Closeable {
    private @Nullable String name;
    private @Nullable FileChannel channel;

    /** Returns a file by its {@linkplain Locations#path place}; it is closed when another is asked for, or with this. */
    public FileChannel open(String file) throws IOException {
        FileChannel last = channel;
        if (last != null && last.isOpen() && file.equals(name)) {
            return last;
        }
        close();
        FileChannel opened = FileChannel.open(Locations.path(file), StandardOpenOption.READ);
        name = file;
        channel = opened;
        return opened;
    }

    @Override
    public void close() throws IOException {
        FileChannel last = channel;
        channel = null;
        if (last != null) {
            last.close();
        }
    }
}
