package dev.diptych.nn.engine;

import java.util.ArrayList;
import java.util.List;

/** The {@linkplain Engine#region regions} of an engine that are still open. */
public final class Regions {
    private final List<Engine> open = new ArrayList<>();

    /** Keeps a region that was made. */
    public Engine add(Engine region) {
        open.add(region);
        return region;
    }

    /** Lets go of a region that closes; false if it has been closed before. */
    public boolean remove(Engine region) {
        return open.remove(region);
    }

    /** Closes those that are open; each removes itself. */
    public void close() {
        List.copyOf(open).forEach(Engine::close);
    }
}
