package dev.diptych.contrastive.embed.tower;

import dev.diptych.contrastive.model.PackedEncoder;
import dev.diptych.nn.engine.CacheFolder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;

/*
 * What holds of TowerPrograms' rows, an item each, holds of a caption's, a token each: their bits are those of any place in a
 * program. Attention takes a caption with others of its length alone, rounded up, in blocks of one size whatever program it is
 * in. So programs of few rows need comparing only once, by captions of any length.
 */
/**
 * The text tower's programs of packed captions, of 1024, 256 and 64 rows, each compiled when first used. A caption's embedding is
 * the same to the bit whatever is embedded with it.
 */
public final class CaptionPrograms implements AutoCloseable {
    private static final int ROWS = 1024;
    private static final int[] FEW = {256, 64};

    private final IntFunction<PackedEncoder> compiling;
    private final int dimensions;
    private final int context;
    private final int whole;
    private final Agreement agreement;
    private final Map<Integer, PackedEncoder> encoders = new HashMap<>(); // by rows

    /**
     * The programs of a tower.
     *
     * @param compiling makes a program of that many rows
     * @param dimensions D
     * @param context C, tokens of a caption at most
     * @param tower all that the bits of its rows depend on, but for the values and the number of rows; empty where it is not
     *     known: then all programs have the same number
     */
    public CaptionPrograms(IntFunction<PackedEncoder> compiling, int dimensions, int context, String tower) {
        this(compiling, dimensions, context, tower, CacheFolder.ofProcess());
    }

    CaptionPrograms(IntFunction<PackedEncoder> compiling, int dimensions, int context, String tower, Path cache) {
        this.compiling = compiling;
        this.dimensions = dimensions;
        this.context = context;
        this.whole = Math.max(ROWS, context);
        this.agreement = new Agreement(cache, tower);
    }

    /**
     * Embeds captions.
     *
     * @param ids int32 [N, C], row-major
     * @param ends int32 [N], where each is pooled
     * @return float32 [N, D], row-major
     */
    public float[] run(int[] ids, int[] ends) {
        float[] result = new float[Math.multiplyExact(ends.length, dimensions)];
        int left = Arrays.stream(ends).map(end -> end + 1).sum();
        for (int from = 0; from < ends.length; ) {
            Captions captions = new Captions(ids, ends, from);
            int rows = rows(left, ends[from] + 1);
            float[] output = embed(rows, captions);
            System.arraycopy(output, 0, result, from * dimensions, captions.count * dimensions);
            left -= captions.tokens;
            from += captions.count;
        }
        return result;
    }

    /** The most rows of which three quarters are needed, or the fewest that take the next caption. */
    private int rows(int left, int next) {
        int rows = whole;
        for (int few : FEW) {
            if (left <= rows / 4 * 3 && next <= few && agreement.allows(few)) {
                rows = few;
            }
        }
        return rows;
    }

    private float[] embed(int rows, Captions captions) {
        float[] output = captions.run(program(rows), rows);
        if (rows == whole || agreement.isSettled(rows)) {
            return output;
        }
        float[] right = captions.run(program(whole), rows);
        agreement.compare(rows, right, output, captions.count * dimensions);
        return right;
    }

    private PackedEncoder program(int rows) {
        return encoders.computeIfAbsent(rows, compiling::apply);
    }

    @Override
    public void close() {
        encoders.values().forEach(PackedEncoder::close);
        encoders.clear();
    }

    /** The captions of one run, from one on as many as there is room for. */
    private final class Captions {
        private final int[] ids;
        private final int[] ends;
        private final int from;
        private int count;
        private int tokens;

        Captions(int[] ids, int[] ends, int from) {
            this.ids = ids;
            this.ends = ends;
            this.from = from;
        }

        /** Runs them in a program, of which {@code rows} are used; @return float32 [B, D] */
        float[] run(PackedEncoder encoder, int rows) {
            encoder.captions().clear();
            count = 0;
            tokens = 0;
            int most = Math.min(encoder.most(), most(rows));
            for (int i = from; i < ends.length && count < most && tokens + ends[i] + 1 <= rows; i++) {
                encoder.captions().add(ids, i * context, ends[i]);
                tokens += ends[i] + 1;
                count++;
            }
            float[] output = new float[encoder.most() * dimensions];
            encoder.run(output);
            return output;
        }
    }

    /** Captions of a program of that many rows: as many as there may be if they have eight tokens or more. */
    public static int most(int rows) {
        return rows / 8;
    }
}
