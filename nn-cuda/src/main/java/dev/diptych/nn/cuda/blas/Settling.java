package dev.diptych.nn.cuda.blas;

import static org.bytedeco.cuda.global.cublas.CUBLAS_STATUS_SUCCESS;

import dev.diptych.nn.cuda.device.Operand;
import dev.diptych.nn.cuda.device.ProductSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/*
 * Running a product twice leaves the same result, unless it adds to its own place: such a one takes the heuristics' first
 * algorithm, as do products so small that a launch costs more than they do.
 */
/** Settles which of its candidates a product takes: by a timing that is kept, where that is asked for, else the first. */
public final class Settling {
    private static final long LEAST_FLOPS = 1L << 30;

    private final @Nullable Path folder;
    private final String device;
    private final ToDoubleFunction<Runnable> clock;
    private final Consumer<String> log;

    /**
     * @param folder where choices are kept; null for the heuristics' first
     * @param device all about the device that a timing depends on
     * @param clock runs what puts work on the products' stream and tells the milliseconds that it took there
     * @param log told each product and its algorithm, a line each
     */
    public Settling(@Nullable Path folder, String device, ToDoubleFunction<Runnable> clock, Consumer<String> log) {
        this.folder = folder;
        this.device = device;
        this.clock = clock;
        this.log = log;
    }

    /** @param runner puts a candidate on the stream and returns the library's status */
    void settle(PlannedProduct product, IntUnaryOperator runner) {
        ProductSpec spec = product.spec();
        int chosen = folder == null || product.candidates() == 1 || !repeatable(spec) || flops(spec) < LEAST_FLOPS
                ? 0
                : KeptChoice.of(file(folder, product), product.candidates(), i -> milliseconds(runner, i));
        product.settle(chosen);
        log.accept("product " + AlgorithmText.of(spec) + ": " + (chosen + 1) + " of " + product.candidates() + ": "
                + AlgorithmText.of(product.candidate(chosen)));
    }

    private double milliseconds(IntUnaryOperator runner, int candidate) {
        int[] status = new int[1];
        double milliseconds = clock.applyAsDouble(() -> status[0] = runner.applyAsInt(candidate));
        return status[0] == CUBLAS_STATUS_SUCCESS ? milliseconds : Double.NaN;
    }

    private Path file(Path parent, PlannedProduct product) {
        StringBuilder all = new StringBuilder(device).append('\n').append(Blas.version());
        all.append('\n').append(AlgorithmText.of(product.spec()));
        for (int i = 0; i < product.candidates(); i++) {
            all.append('\n').append(AlgorithmText.bits(product.candidate(i)));
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] hash = digest.digest(all.toString().getBytes(StandardCharsets.UTF_8));
            return parent.resolve(HexFormat.of().formatHex(hash, 0, 16));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: not there, expected in every Java", e);
        }
    }

    private static boolean repeatable(ProductSpec spec) {
        Operand added = spec.added();
        return added == null || added.address() != spec.out().address();
    }

    private static long flops(ProductSpec spec) {
        return 2L * spec.out().rows() * spec.out().columns() * spec.depth();
    }
}
