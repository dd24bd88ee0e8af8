package dev.diptych.nn.cuda;

import dev.diptych.nn.cuda.device.Gpu;
import dev.diptych.nn.cuda.device.Lane;
import dev.diptych.nn.cuda.device.Mark;
import dev.diptych.nn.engine.PeerDevices;
import dev.diptych.nn.engine.Peering;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/*
 * Sums and gathers have a lane of their own, on which they come in the order in which they were begun, as all processes must have them. Each waits
 * for what is on the compute lane when it begins, and runs beside what is put there after it.
 */
/** This GPU among those of several processes. Engines of one GPU share one. */
final class CudaPeers implements Peering, PeerDevices {
    private final Gpu gpu;
    private @Nullable Mark written;
    private @Nullable Mark told;

    CudaPeers(Gpu gpu) {
        this.gpu = gpu;
    }

    @Override
    public byte[] invitation() {
        return gpu.invitation();
    }

    @Override
    public PeerDevices join(byte[] invitation, int rank, int size) {
        if (written == null) {
            gpu.join(invitation, rank, size);
            written = gpu.mark();
            told = gpu.mark();
        }
        return this;
    }

    @Override
    public void gather(Tensor own, Tensor all) {
        require(own);
        require(all);
        begin();
        gpu.gather(CudaMemory.address(own), CudaMemory.address(all), own.shape().elements());
        finishSums();
    }

    @Override
    public void sumShares(Tensor all, Tensor own) {
        require(all);
        require(own);
        begin();
        gpu.sumShares(
                CudaMemory.address(all), CudaMemory.address(own), own.shape().elements());
        finishSums();
    }

    @Override
    public void beginSum(Tensor values) {
        require(values);
        begin();
        gpu.sum(CudaMemory.address(values), values.shape().elements());
    }

    private void begin() {
        Mark mark = open(written);
        gpu.record(mark, Lane.COMPUTE);
        gpu.await(Lane.PEERS, mark);
    }

    @Override
    public void finishSums() {
        Mark mark = open(told);
        gpu.record(mark, Lane.PEERS);
        gpu.await(Lane.COMPUTE, mark);
    }

    private static Mark open(@Nullable Mark mark) {
        if (mark == null) {
            throw new IllegalStateException("peers: not joined, expected to be");
        }
        return mark;
    }

    private static void require(Tensor tensor) {
        if (!tensor.contiguous() || tensor.dtype() != DType.FLOAT32) {
            throw new IllegalArgumentException(
                    "peers: " + tensor + " of " + tensor.dtype() + ", expected contiguous float32");
        }
    }
}
