package dev.diptych.contrastive.embed.tower;

import dev.diptych.file.Sha256;
import dev.diptych.file.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
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
    private final Map<Integer, Optional<Boolean>> known = new HashMap<>();

    /** @param tower all that the bits of its rows depend on, but for the values and the number of rows; empty where it is not known */
    Agreement(Path cache, String tower) {
        this.folder = cache.resolve("rows");
        this.tower = tower;
    }

    /** Whether a program of so many rows may be used: those of a tower that is not known may not. */
    boolean allows(int rows) {
        return !tower.isEmpty() && of(rows).orElse(true);
    }

    /** Whether it is known already how the bits of such a program are. */
    boolean isSettled(int rows) {
        return of(rows).isPresent();
    }

    /**
     * Learns by what two programs gave for the same items; values that are not finite cannot tell, since NaN is so in any order.
     *
     * @param right of the whole program
     * @param few of that of {@code rows}
     * @param count of the values that are the items'
     */
    void compare(int rows, float[] right, float[] few, int count) {
        for (float value : right) {
            if (!Float.isFinite(value)) {
                return;
            }
        }
        learn(rows, Arrays.equals(right, 0, count, few, 0, count));
    }

    private Optional<Boolean> of(int rows) {
        return known.computeIfAbsent(rows, this::read);
    }

    private Optional<Boolean> read(int rows) {
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

    private void learn(int rows, boolean same) {
        known.put(rows, Optional.of(same));
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
