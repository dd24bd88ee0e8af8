package dev.diptych.nn.cuda;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Fake GPUs of several threads, which stand for processes: each waits in what it is told to do until the others come. */
final class FakePeers {
    private static final Map<ByteBuffer, FakePeers> GROUPS = new ConcurrentHashMap<>();
    private static final AtomicInteger INVITATIONS = new AtomicInteger();

    private final FloatBuffer[] told;
    private int here;
    private long rounds;
    private boolean left;

    private FakePeers(int size) {
        this.told = new FloatBuffer[size];
    }

    static byte[] invitation() {
        return ByteBuffer.allocate(128)
                .putInt(124, INVITATIONS.incrementAndGet())
                .array();
    }

    /** Waits for the others. */
    static FakePeers join(byte[] invitation, int size) {
        FakePeers group = GROUPS.computeIfAbsent(ByteBuffer.wrap(invitation), key -> new FakePeers(size));
        if (group.size() != size) {
            throw new IllegalStateException("fake GPU: joined as one of " + size + ", expected " + group.size());
        }
        group.await();
        return group;
    }

    int size() {
        return told.length;
    }

    void gather(int rank, FloatBuffer own, FloatBuffer all) {
        if (tell(rank, own)) {
            for (int other = 0; other < told.length; other++) {
                all.put(other * own.limit(), Objects.requireNonNull(told[other]), 0, own.limit());
            }
            await();
        }
    }

    void sum(int rank, FloatBuffer values) {
        sum(rank, values, 0, values);
    }

    void sumShares(int rank, FloatBuffer all, FloatBuffer own) {
        sum(rank, all, rank * own.limit(), own);
    }

    /** Adds up what each tells, from a place on as far as there is room for. */
    private void sum(int rank, FloatBuffer values, int from, FloatBuffer room) {
        if (tell(rank, values)) {
            float[] sums = new float[room.limit()];
            for (FloatBuffer other : told) {
                for (int i = 0; i < sums.length; i++) {
                    sums[i] += Objects.requireNonNull(other).get(from + i);
                }
            }
            await();
            room.put(0, sums);
        }
    }

    /** Lets nobody wait any more. */
    synchronized void leave() {
        left = true;
        notifyAll();
    }

    private boolean tell(int rank, FloatBuffer mine) {
        told[rank] = mine;
        return await();
    }

    /** Waits until all are here; whether none has left. */
    private synchronized boolean await() {
        long round = rounds;
        if (++here == told.length) {
            here = 0;
            rounds++;
            notifyAll();
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (round == rounds && !left) {
            long rest = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (rest <= 0) {
                throw new IllegalStateException("fake GPU: the others did not come");
            }
            try {
                wait(rest);
            } catch (InterruptedException e) {
                throw new IllegalStateException("fake GPU: interrupted", e);
            }
        }
        return !left;
    }
}
