package dev.diptych.contrastive.ranks;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Ranks that are threads of one process. */
public final class ThreadRanks implements Ranks {
    private final Shared shared;
    private final int rank;

    /** What all ranks see. */
    private record Shared(int size, CyclicBarrier barrier, Object[] told) {}

    private ThreadRanks(Shared shared, int rank) {
        this.shared = shared;
        this.rank = rank;
    }

    /** Lets so many ranks do something at the same time; what each returned, in their order. */
    public static <T> List<T> run(int size, Function<Ranks, Callable<T>> work) {
        Shared shared = new Shared(size, new CyclicBarrier(size), new Object[size]);
        ExecutorService threads = Executors.newFixedThreadPool(size);
        try {
            List<Future<T>> running = new ArrayList<>();
            for (int rank = 0; rank < size; rank++) {
                running.add(threads.submit(work.apply(new ThreadRanks(shared, rank))));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> each : running) {
                results.add(each.get(1, TimeUnit.MINUTES));
            }
            return results;
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(e);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Many, of models so small that they would have one. */
    @Override
    public int parts(long gradients) {
        return GradientParts.MOST;
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public int size() {
        return shared.size;
    }

    @Override
    public void gather(FloatBuffer own, FloatBuffer all) {
        tell(own);
        for (int other = 0; other < size(); other++) {
            FloatBuffer part = (FloatBuffer) shared.told[other];
            all.put(all.position() + other * own.remaining(), part, part.position(), part.remaining());
        }
        await();
    }

    @Override
    public void gather(IntBuffer own, IntBuffer all) {
        tell(own);
        for (int other = 0; other < size(); other++) {
            IntBuffer part = (IntBuffer) shared.told[other];
            all.put(all.position() + other * own.remaining(), part, part.position(), part.remaining());
        }
        await();
    }

    @Override
    public void sum(FloatBuffer values) {
        sum(values, 0, values);
    }

    @Override
    public void sumShares(FloatBuffer all, FloatBuffer own) {
        sum(all, rank * own.remaining(), own);
    }

    /** Adds up what each tells, from a place on as far as there is room for. */
    private void sum(FloatBuffer values, int from, FloatBuffer room) {
        tell(values);
        float[] sums = new float[room.remaining()];
        for (int i = 0; i < sums.length; i++) {
            for (Object each : shared.told) {
                FloatBuffer other = (FloatBuffer) each;
                sums[i] += other.get(other.position() + from + i);
            }
        }
        await();
        room.put(room.position(), sums);
        await();
    }

    private void tell(Object mine) {
        shared.told[rank] = mine;
        await();
    }

    private void await() {
        try {
            shared.barrier.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException("another rank is gone", e);
        }
    }

    @Override
    public void abort(int code) {
        shared.barrier.reset();
    }

    @Override
    public void close() {}
}
