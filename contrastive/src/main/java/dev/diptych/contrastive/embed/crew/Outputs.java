package dev.diptych.contrastive.embed.crew;

import dev.diptych.contrastive.embed.EmbedException;
import dev.diptych.file.place.Locations;
import dev.diptych.file.place.OutputClaim;
import dev.diptych.nn.engine.CacheFolder;
import java.io.IOException;
import java.nio.file.Path;

/** The outputs of jobs that go on by what is whole there, and keep no books. */
public final class Outputs {
    private Outputs() {}

    /** @throws EmbedException if it is one that this process cannot write by itself */
    public static void requireLocal(Path output) {
        if (!Locations.isLocal(output)) {
            throw new EmbedException(output.toString(), "a URL, expected a folder; --spark MASTER writes to it");
        }
    }

    /** Takes the right to write one, until the job ends or its process does. */
    public static OutputClaim claim(Path output, String command) throws IOException {
        Path books = Locations.books(output, CacheFolder.ofProcess().resolve(Locations.BOOKS));
        return OutputClaim.take(output, books, command, () -> false);
    }
}
