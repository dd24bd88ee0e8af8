package dev.diptych.mpi;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/*
 * MPI does its work when it is called, and a thread that waits in it takes a core. So while sums are under way a thread of our own calls it now
 * and then, and sleeps between: what it takes of the core that computes is the copying and adding alone. Threads take turns by this object's
 * monitor; a library that has no turns (its level below MPI_THREAD_SERIALIZED) is called by the thread that trains alone, whenever a further sum
 * begins.
 */
/*
 * Open MPI adds up in place by a tree of whole messages, however many ranks there are; from a buffer of its own, on four ranks or more, by
 * halves or round a ring, which sends 2 N values instead of 2 N log2 R. So there each sum has such a buffer, kept for the next step's.
 */
/** Sums over the ranks that go on beside the caller. */
final class Sums implements AutoCloseable {
    private static final long NAP = 50_000; // nanoseconds

    /** From so many ranks on Open MPI has something better than a tree. */
    private static final int RING = 4;

    /** Of the handle of a request: an address of Open MPI's, a number of MPICH's. */
    private static final int HANDLE = Native.POINTER_SIZE;

    private final MpiLibrary mpi;
    private final boolean takesTurns;
    private final boolean copies;
    private final List<Memory> own = new ArrayList<>(); // where copies, by the number of the sum in a step
    private int begun;
    private final Deque<Sum> running = new ArrayDeque<>();
    private @Nullable Thread helper;
    private boolean closed;

    /**
     * @param size R
     * @param takesTurns whether MPI may be called by another thread than the one that trains
     */
    Sums(MpiLibrary mpi, int size, boolean takesTurns) {
        this.mpi = mpi;
        this.takesTurns = takesTurns;
        this.copies = mpi.open() && size >= RING;
    }

    /**
     * One of them.
     *
     * @param values kept from the collector meanwhile
     */
    private record Sum(FloatBuffer values, Memory request) {}

    /** @param address where the values lie */
    synchronized void begin(FloatBuffer values, Pointer address) {
        Memory request = new Memory(HANDLE);
        mpi.call(
                "MPI_Iallreduce",
                copies ? copy(address, values.remaining()) : mpi.inPlace(),
                address,
                values.remaining(),
                mpi.real(),
                mpi.sum(),
                mpi.world(),
                request);
        running.add(new Sum(values, request));
        if (!takesTurns) {
            advance();
        } else if (helper == null) {
            helper = new Thread(this::help, "sums of ranks");
            helper.setDaemon(true);
            helper.start();
        } else {
            LockSupport.unpark(helper);
        }
    }

    /** Waits for all that were begun, in their order. */
    synchronized void finish() {
        while (!running.isEmpty()) {
            mpi.call("MPI_Wait", running.element().request, mpi.noStatus());
            running.remove();
        }
        begun = 0;
    }

    private Memory copy(Pointer values, int count) {
        long bytes = (long) count * Float.BYTES;
        if (begun == own.size()) {
            own.add(new Memory(bytes));
        } else if (own.get(begun).size() < bytes) {
            own.set(begun, new Memory(bytes));
        }
        Memory copy = own.get(begun++);
        copy.getByteBuffer(0, bytes).put(values.getByteBuffer(0, bytes));
        return copy;
    }

    /** Lets MPI do what it can, and forgets the sums that have ended. */
    private synchronized void advance() {
        IntByReference ended = new IntByReference(1);
        while (!running.isEmpty() && ended.getValue() != 0) {
            mpi.call("MPI_Test", running.element().request, ended, mpi.noStatus());
            if (ended.getValue() != 0) {
                running.remove();
            }
        }
    }

    private void help() {
        while (goesOn()) {
            advance();
            if (idle()) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, NAP);
            }
        }
    }

    private synchronized boolean goesOn() {
        return !closed;
    }

    private synchronized boolean idle() {
        return running.isEmpty() && !closed;
    }

    /** Ends the thread; nothing is to be under way. */
    @Override
    public void close() {
        Thread thread;
        synchronized (this) {
            closed = true;
            thread = helper;
        }
        LockSupport.unpark(thread);
    }
}
