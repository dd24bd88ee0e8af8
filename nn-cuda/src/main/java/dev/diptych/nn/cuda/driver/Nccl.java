package dev.diptych.nn.cuda.driver;

import static org.bytedeco.cuda.global.nccl.NCCL_UNIQUE_ID_BYTES;
import static org.bytedeco.cuda.global.nccl.ncclAllGather;
import static org.bytedeco.cuda.global.nccl.ncclAllReduce;
import static org.bytedeco.cuda.global.nccl.ncclCommAbort;
import static org.bytedeco.cuda.global.nccl.ncclCommInitRank;
import static org.bytedeco.cuda.global.nccl.ncclFloat32;
import static org.bytedeco.cuda.global.nccl.ncclGetErrorString;
import static org.bytedeco.cuda.global.nccl.ncclGetLastError;
import static org.bytedeco.cuda.global.nccl.ncclGetUniqueId;
import static org.bytedeco.cuda.global.nccl.ncclReduceScatter;
import static org.bytedeco.cuda.global.nccl.ncclSuccess;
import static org.bytedeco.cuda.global.nccl.ncclSum;

import dev.diptych.nn.cuda.device.CudaException;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.nccl.ncclComm;
import org.bytedeco.cuda.nccl.ncclUniqueId;
import org.bytedeco.javacpp.BytePointer;

/** One GPU among those of several processes: a communicator of NCCL's, through the presets. */
final class Nccl {
    private final ncclComm communicator = new ncclComm();
    private final CUstream_st stream;

    /**
     * Waits for the others.
     *
     * @param id what {@link #id} returned on one of them
     * @param stream that takes the work; its device's context is the calling thread's
     * @throws CudaException if they do not come together; two that are on one GPU do not
     */
    Nccl(byte[] id, int rank, int size, CUstream_st stream) {
        this.stream = stream;
        try (ncclUniqueId unique = new ncclUniqueId()) {
            new BytePointer(unique).capacity(NCCL_UNIQUE_ID_BYTES).put(id);
            check("join " + size + " ranks", ncclCommInitRank(communicator, size, unique, rank));
        }
    }

    /** A new one, for all to join by. */
    static byte[] id() {
        byte[] id = new byte[NCCL_UNIQUE_ID_BYTES];
        try (ncclUniqueId unique = new ncclUniqueId()) {
            int status = ncclGetUniqueId(unique);
            if (status != ncclSuccess) {
                throw new CudaException(message("unique id", status, ""));
            }
            new BytePointer(unique).capacity(id.length).get(id);
        }
        return id;
    }

    /** @see dev.diptych.nn.cuda.device.Gpu#gather */
    void gather(long own, long all, long count) {
        DevicePointer from = new DevicePointer(own);
        check("gather", ncclAllGather(from, new DevicePointer(all), count, ncclFloat32, communicator, stream));
    }

    /** @see dev.diptych.nn.cuda.device.Gpu#sum */
    void sum(long values, long count) {
        DevicePointer place = new DevicePointer(values);
        check("sum", ncclAllReduce(place, place, count, ncclFloat32, ncclSum, communicator, stream));
    }

    /** @see dev.diptych.nn.cuda.device.Gpu#sumShares */
    void sumShares(long all, long own, long count) {
        DevicePointer place = new DevicePointer(own);
        check(
                "sum of shares",
                ncclReduceScatter(new DevicePointer(all), place, count, ncclFloat32, ncclSum, communicator, stream));
    }

    /** Ends it at once; what is on the stream waits for no other process any more. */
    void abort() {
        check("abort", ncclCommAbort(communicator));
    }

    private void check(String call, int status) {
        if (status != ncclSuccess) {
            BytePointer last = ncclGetLastError(communicator.isNull() ? null : communicator);
            throw new CudaException(message(call, status, last == null ? "" : last.getString()));
        }
    }

    private static String message(String call, int status, String last) {
        return "nccl: " + call + ": " + ncclGetErrorString(status).getString()
                + (last.isBlank() ? "" : " (" + last.strip().replace('\n', ' ') + ")") + ", expected success";
    }
}
