package dev.diptych.mpi;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import dev.diptych.contrastive.ranks.Ranks;
import dev.diptych.contrastive.ranks.RanksException;
import java.nio.Buffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/** Ranks that MPI connects. Its sums have the same bits on every rank, as its standard advises and both implementations do. */
final class MpiRanks implements Ranks {
    /** MPI_THREAD_SERIALIZED: threads take turns. */
    private static final int SERIALIZED = 2;

    private final MpiLibrary mpi;
    private final int rank;
    private final int size;
    private final Sums sums;
    private final Shares shares = new Shares();
    private boolean closed;

    private MpiRanks(MpiLibrary mpi, int rank, int size, boolean takesTurns) {
        this.mpi = mpi;
        this.rank = rank;
        this.size = size;
        this.sums = new Sums(mpi, size, takesTurns);
    }

    /** @throws RanksException if there are not as many as were started */
    static MpiRanks join(Launch launch) {
        MpiLibrary mpi = MpiLibrary.load(launch);
        IntByReference level = new IntByReference();
        mpi.call("MPI_Init_thread", Pointer.NULL, Pointer.NULL, SERIALIZED, level);
        IntByReference rank = new IntByReference();
        IntByReference size = new IntByReference();
        mpi.call("MPI_Comm_rank", mpi.world(), rank);
        mpi.call("MPI_Comm_size", mpi.world(), size);
        if (size.getValue() != launch.size()) {
            throw new RanksException("train: started by " + launch.by() + " as one of " + launch.size() + ", but "
                    + mpi.library().getName() + " finds " + size.getValue()
                    + ", expected as many; take the library that belongs to what started it (DIPTYCH_MPI)");
        }
        return new MpiRanks(mpi, rank.getValue(), size.getValue(), level.getValue() >= SERIALIZED);
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void gather(FloatBuffer own, FloatBuffer all) {
        gather(own, all, mpi.real(), Float.BYTES);
    }

    @Override
    public void gather(IntBuffer own, IntBuffer all) {
        gather(own, all, mpi.whole(), Integer.BYTES);
    }

    private void gather(Buffer own, Buffer all, Object type, int bytes) {
        int count = own.remaining();
        requireParts("gather", all, count);
        synchronized (sums) {
            mpi.call("MPI_Allgather", address(own, bytes), count, type, address(all, bytes), count, type, mpi.world());
        }
    }

    @Override
    public void sum(FloatBuffer values) {
        synchronized (sums) {
            mpi.call(
                    "MPI_Allreduce",
                    mpi.inPlace(),
                    address(values, Float.BYTES),
                    values.remaining(),
                    mpi.real(),
                    mpi.sum(),
                    mpi.world());
        }
    }

    @Override
    public void sumShares(FloatBuffer all, FloatBuffer own) {
        int count = own.remaining();
        requireParts("sum of shares", all, count);
        Memory told = shares.of((long) count * size);
        synchronized (sums) {
            mpi.call(
                    "MPI_Alltoall", address(all, Float.BYTES), count, mpi.real(), told, count, mpi.real(), mpi.world());
        }
        shares.sum(size, own);
    }

    private void requireParts(String call, Buffer all, int count) {
        if (all.remaining() != (long) count * size) {
            throw new IllegalArgumentException(
                    call + ": " + all.remaining() + " values, expected " + (long) count * size);
        }
    }

    @Override
    public void beginSum(FloatBuffer values) {
        sums.begin(values, address(values, Float.BYTES));
    }

    @Override
    public void finishSums() {
        sums.finish();
    }

    private static Pointer address(Buffer buffer, int bytes) {
        return Native.getDirectBufferPointer(buffer).share((long) buffer.position() * bytes);
    }

    @Override
    public void abort(int code) {
        synchronized (sums) { // the thread that lets sums go on may be in a call
            mpi.call("MPI_Abort", mpi.world(), code);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            sums.close();
            mpi.call("MPI_Finalize");
        }
    }
}
