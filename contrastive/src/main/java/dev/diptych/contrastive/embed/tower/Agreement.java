package dev.diptych.contrastive.embed.tower;

import dev.diptych.file.Sha256;
import dev.diptych.file.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What was found on this machine, in this process or an earlier one: which of a tower's programs of few rows give the bits of its
 * whole program. A file for each; one that is damaged or missing, or cannot be written, is found out again.
 */
final class Agreement {
    private static final String SAME = "same\n";
    private static final String OTHER = "other\n";

    private final Path folder;
    private final String tower;

    /** @param tower all that the bits of its rows depend on, but for the values and the number of rows */
    Agreement(Path cache, String tower) {
        this.folder = cache.resolve("rows");
        this.tower = tower;
    }

    /** Whether rows of a program of that many have the bits of the whole program's; nothing where that is not known. */
    Optional<Boolean> of(int rows) {
        try {
            return switch (Files.readString(file(rows))) {
                case SAME -> Optional.of(true);
                case OTHER -> Optional.of(false);
                default -> Optional.empty();
            };
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    void learn(int rows, boolean same) {
        try {
            Files.createDirectories(folder);
            WholeFile.writeShared(file(rows), (same ? SAME : OTHER).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            return; // it is found out again the next time
        }
    }

    private Path file(int rows) {
        MessageDigest digest = Sha256.begin();
        Sha256.add(digest, tower + "\n" + rows);
        return folder.resolve(HexFormat.of().formatHex(digest.digest(), 0, 16) + ".txt");
    }
}
