package dev.diptych.contrastive.ranks;

import dev.diptych.file.Sha256;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;

/** Makes sure that all ranks are about to do the same. */
public final class StartCheck {
    private static final int INTS = 8; // of a SHA-256

    private StartCheck() {}

    /**
     * Compares what every rank has with what the first has.
     *
     * @param things by what they are called in a message, the same names in the same order on every rank
     * @throws RanksException on every rank, if one has something else
     */
    public static void same(Ranks ranks, Map<String, String> things) {
        if (ranks.alone()) {
            return;
        }
        int own = INTS * things.size();
        int[] all = new int[own * ranks.size()];
        IntBuffer mine = IntBuffer.wrap(all, ranks.rank() * own, own);
        things.values().forEach(value -> mine.put(hash(value)));
        ranks.gather(all);
        int thing = 0;
        for (Map.Entry<String, String> each : things.entrySet()) {
            for (int rank = 1; rank < ranks.size(); rank++) {
                int first = thing * INTS;
                int other = rank * own + first;
                if (!Arrays.equals(all, first, first + INTS, all, other, other + INTS)) {
                    throw new RanksException("train: rank " + rank + ": another " + each.getKey()
                            + " than rank 0's, expected the same on all ranks"
                            + (ranks.rank() == rank || ranks.first() ? "; here " + shown(each.getValue()) : ""));
                }
            }
            thing++;
        }
    }

    private static String shown(String value) {
        String line = value.replace('\n', ' ');
        return line.length() <= 120 ? line : "SHA-256 " + Sha256.hex(value).substring(0, 16);
    }

    private static IntBuffer hash(String value) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(Sha256.hex(value))).asIntBuffer();
    }
}
