package dev.diptych.nn.cuda.device;

import dev.diptych.nn.tape.Primitive;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One GPU. Nothing waits for the device but {@link #finish}, {@link #join} and {@link #milliseconds}; used by one thread at
 * a time. Every method throws {@link CudaException} where a library reports an error, and so may any later one for work
 * that was started before.
 */
public interface Gpu extends AutoCloseable {
    GpuFacts facts();

    /** Bytes of device memory that nothing has taken. */
    long freeBytes();

    /**
     * Zeroed device memory; given back by {@link #free}, or when the GPU is closed.
     *
     * @return its address, a multiple of 256
     * @throws dev.diptych.nn.engine.DeviceMemoryException if there is not as much left
     */
    long allocate(long bytes);

    /** Gives back memory that nothing on a lane uses any more. */
    void free(long address);

    /** Pinned host memory; given back when the GPU is closed. */
    Pinned pin(int bytes);

    /** Copies the first {@code bytes} of {@code source} to the device. */
    void upload(Lane lane, long target, Pinned source, long bytes);

    /** Copies from the device to the start of {@code target}. */
    void download(Lane lane, Pinned target, long source, long bytes);

    /** Copies within device memory, between runs that do not overlap. */
    void copy(Lane lane, long target, long source, long bytes);

    /**
     * A kernel, compiled if it was not before.
     *
     * @param source the file that holds it
     * @param name its {@code extern "C"} name
     * @param sharedBytes dynamic shared memory that it will be launched with at most
     */
    Kernel kernel(String source, String name, int sharedBytes);

    /**
     * Prepares launches that run one after another.
     *
     * @param primitive what they compute, for errors to name
     */
    Work prepare(Primitive primitive, List<KernelCall> calls);

    /** Puts the launches on the compute lane. */
    void run(Work work);

    /** Chooses an algorithm that gives the same bits at every run; null if the library has none for these operands. */
    @Nullable
    Product product(ProductSpec spec);

    /** Puts the product on the compute lane. */
    void run(Product product);

    /** A new mark, which keeps the time when it is reached. */
    Mark mark();

    /** Sets a mark behind all that is on the lane. */
    void record(Mark mark, Lane lane);

    /** Lets what is put on the lane from now on wait for the mark. */
    void await(Lane lane, Mark mark);

    /** Waits until the mark is reached. */
    void join(Mark mark);

    /** The time between two marks, which it waits for. */
    float milliseconds(Mark from, Mark to);

    /** What {@code work} puts on the compute lane, captured and not run. */
    Graph capture(Runnable work);

    /** Puts a graph on the compute lane. */
    void run(Graph graph);

    /** Whether there is the library by which GPUs of several processes talk to each other. */
    boolean talks();

    /** What GPUs of several processes find each other by, new each time. */
    byte[] invitation();

    /**
     * Waits for the other processes' GPUs and connects with them, once.
     *
     * @param invitation what one process made and all have
     * @param rank this one's number
     * @param size how many there are
     */
    void join(byte[] invitation, int rank, int size);

    /**
     * Puts on the lane of peers: gives every GPU what each has, in the order of the ranks.
     *
     * @param own where {@code count} float32 values lie
     * @param all where those of all are written; {@code own} may be this one's place in it
     */
    void gather(long own, long all, long count);

    /** Puts on the lane of peers: adds up {@code count} float32 values of each, in place, to the same bits on every one. */
    void sum(long values, long count);

    /**
     * Puts on the lane of peers: adds up what the GPUs have, and gives each the sums of its own part.
     *
     * @param all where the float32 values of all parts lie
     * @param own where the {@code count} sums of this one's part are written; may be that part's place in {@code all}
     */
    void sumShares(long all, long own, long count);

    /** Parts from the others at once: what waits for them on the lane does so no longer, and what it writes is of no use. */
    void leave();

    /** Waits for all lanes. */
    void finish();

    @Override
    void close();
}
