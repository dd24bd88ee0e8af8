package dev.diptych.contrastive.ranks;

import dev.diptych.file.Sha256;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.ServiceLoader;

/**
 * The processes of one training, each of which computes its share of every step's pairs. All of them call the same methods in the
 * same order, from the thread that trains. Buffers are direct and of native byte order.
 */
public interface Ranks extends AutoCloseable {
    /** This process' number, from 0. */
    int rank();

    /** R, how many there are. */
    int size();

    /** Whether there is no other. */
    default boolean alone() {
        return size() == 1;
    }

    /** In about how many parts so many gradients of weights are added up, beside a backward pass; their bits do not depend on it. */
    default int parts(long gradients) {
        return GradientParts.count(gradients);
    }

    /** Whether this is the one that writes files and speaks. */
    default boolean first() {
        return rank() == 0;
    }

    /**
     * Gives every rank what each has, in the order of the ranks.
     *
     * @param own N values, the same N on every rank
     * @param all N R values, written
     */
    void gather(FloatBuffer own, FloatBuffer all);

    /** As {@link #gather(FloatBuffer, FloatBuffer)}. */
    void gather(IntBuffer own, IntBuffer all);

    /** Fills numbers of which each rank has written its part: rank r's are the r-th of R equal parts. */
    default void gather(int[] numbers) {
        if (alone()) {
            return;
        }
        int part = numbers.length / size();
        IntBuffer own = ints(part).put(0, numbers, rank() * part, part);
        IntBuffer all = ints(numbers.length);
        gather(own, all);
        all.get(0, numbers);
    }

    /** Whether any rank says so; each waits for the others. */
    default boolean any(boolean said) {
        int[] all = new int[size()];
        all[rank()] = said ? 1 : 0;
        gather(all);
        return Arrays.stream(all).anyMatch(each -> each != 0);
    }

    /**
     * This process' number among those on its host, from 0.
     *
     * @param host its host's name, another one's is another
     */
    default int place(String host) {
        int[] hosts = hosts(host);
        return (int) Arrays.stream(hosts, 0, rank())
                .filter(each -> each == hosts[rank()])
                .count();
    }

    /**
     * How many are on this process' host, itself included.
     *
     * @param host as for {@link #place}
     */
    default int together(String host) {
        int[] hosts = hosts(host);
        return (int) Arrays.stream(hosts).filter(each -> each == hosts[rank()]).count();
    }

    private int[] hosts(String host) {
        int[] hosts = new int[size()];
        hosts[rank()] = Integer.parseUnsignedInt(Sha256.hex(host).substring(0, 8), 16);
        gather(hosts);
        return hosts;
    }

    private static IntBuffer ints(int count) {
        return ByteBuffer.allocateDirect(count * Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .asIntBuffer();
    }

    /** Adds up what the ranks have, element by element, in place; the sums have the same bits on every rank. */
    void sum(FloatBuffer values);

    /**
     * Adds up what the ranks have, element by element, and gives each the sums of its own part alone.
     *
     * @param all N R values
     * @param own N values, written: the sums of the part that has this rank's number; may be that part of {@code all}, which is
     *     otherwise left as it was
     */
    void sumShares(FloatBuffer all, FloatBuffer own);

    /**
     * Begins what {@link #sum} does, for the caller to go on meanwhile. Until {@link #finishSums} has returned nothing else may touch the
     * values.
     */
    default void beginSum(FloatBuffer values) {
        sum(values);
    }

    /** Waits for all sums that were begun. */
    default void finishSums() {}

    /** Ends all ranks at once, this process included, with a code: for one that cannot go on. */
    void abort(int code);

    /** Waits for the others, and parts. */
    @Override
    void close();

    /** One process. */
    static Ranks one() {
        return Alone.RANKS;
    }

    /**
     * Those that this process was started as one of; one where nothing started several.
     *
     * @throws RanksException if several were started and cannot find each other
     */
    static Ranks ofProcess() {
        for (RanksProvider provider : ServiceLoader.load(RanksProvider.class)) {
            if (provider.present()) {
                return provider.join();
            }
        }
        return one();
    }
}
