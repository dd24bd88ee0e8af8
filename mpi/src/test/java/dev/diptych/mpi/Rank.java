package dev.diptych.mpi;

import dev.diptych.contrastive.ranks.Ranks;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One of the processes that {@link MpiIT} starts: tells what it gathered and added up, or ends as it is told. */
final class Rank {
    private static final int LARGE = 3_000_000;

    private Rank() {}

    public static void main(String[] arguments) throws InterruptedException {
        Ranks ranks = Ranks.ofProcess();
        if (arguments.length > 0 && ranks.rank() == 1) {
            switch (arguments[0]) {
                case "abort" -> ranks.abort(7);
                case "die" -> Runtime.getRuntime().halt(9);
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        }
        IntBuffer own = bytes(8).asIntBuffer().put(0, new int[] {ranks.rank(), 10 * ranks.rank()});
        IntBuffer all = bytes(8 * ranks.size()).asIntBuffer();
        ranks.gather(own, all);
        StringBuilder gathered = new StringBuilder();
        for (int i = 0; i < all.capacity(); i++) {
            gathered.append(all.get(i)).append(' ');
        }
        FloatBuffer values = bytes(4 * LARGE).asFloatBuffer();
        for (int i = 0; i < LARGE; i++) {
            values.put(i, i % 1000 + ranks.rank());
        }
        ranks.sum(values.slice(1, LARGE - 1));
        boolean right = values.get(0) == ranks.rank();
        int more = ranks.size() * (ranks.size() - 1) / 2;
        for (int i = 1; i < LARGE; i++) {
            right &= values.get(i) == ranks.size() * (i % 1000) + more;
        }
        right &= beganSums(ranks) && sumsOfShares(ranks);
        nulls();
        if (ranks.first()) {
            System.out.println(ranks.size() + " ranks: " + gathered + right);
        }
        ranks.close();
    }

    /** Whether sums that go on together, in two rounds, give what those made one by one do. */
    private static boolean beganSums(Ranks ranks) throws InterruptedException {
        boolean right = true;
        for (int round = 0; round < 2; round++) {
            List<FloatBuffer> plain = new ArrayList<>();
            List<FloatBuffer> begun = new ArrayList<>();
            for (int count = 1; count <= LARGE; count *= 12) {
                plain.add(drawn(count, ranks.rank()));
                begun.add(drawn(count, ranks.rank()));
            }
            plain.forEach(ranks::sum);
            for (FloatBuffer each : begun) {
                ranks.beginSum(each);
                Thread.sleep(1 + ranks.rank());
            }
            ranks.finishSums();
            right &= plain.equals(begun);
        }
        return right;
    }

    /** Whether each has the sums of its own part, added up in the order of the ranks, and the others' values are as they were. */
    private static boolean sumsOfShares(Ranks ranks) {
        boolean right = true;
        for (int count = 1; count <= LARGE; count *= 50) {
            int first = ranks.rank() * count;
            FloatBuffer sums = bytes(4 * count).asFloatBuffer();
            for (int rank = 0; rank < ranks.size(); rank++) {
                FloatBuffer terms = fractions(count * ranks.size(), rank);
                for (int i = 0; i < count; i++) {
                    sums.put(i, sums.get(i) + terms.get(first + i));
                }
            }
            FloatBuffer all = fractions(count * ranks.size(), ranks.rank());
            FloatBuffer own = bytes(4 * count + 4).asFloatBuffer().slice(1, count);
            ranks.sumShares(all, own);
            right &= own.equals(sums) && all.equals(fractions(count * ranks.size(), ranks.rank()));
            ranks.sumShares(all, all.slice(first, count));
            right &= all.slice(first, count).equals(sums);
            all.put(first, fractions(count * ranks.size(), ranks.rank()), first, count);
            right &= all.equals(fractions(count * ranks.size(), ranks.rank()));
        }
        return right;
    }

    /** No whole numbers, so that the order of additions shows. */
    private static FloatBuffer fractions(int count, int rank) {
        FloatBuffer values = drawn(count, rank);
        for (int i = 0; i < count; i++) {
            values.put(i, values.get(i) / 7);
        }
        return values;
    }

    /** Whole numbers, whose sums are exact in any order. */
    private static FloatBuffer drawn(int count, int rank) {
        FloatBuffer values = bytes(4 * count).asFloatBuffer();
        Random random = new Random(31L * count + rank);
        for (int i = 0; i < count; i++) {
            values.put(i, random.nextInt(1000) - 500);
        }
        return values;
    }

    /** Meets null often enough for compiled code to find it by a signal, which the library must not take. */
    private static void nulls() {
        String[] none = new String[1];
        int met = 0;
        for (int i = 0; i < 200_000; i++) {
            try {
                met += none[0].length();
            } catch (NullPointerException e) {
                met++;
            }
        }
        if (met != 200_000) {
            throw new IllegalStateException("null was met " + met + " times");
        }
    }

    private static ByteBuffer bytes(int count) {
        return ByteBuffer.allocateDirect(count).order(ByteOrder.nativeOrder());
    }
}
