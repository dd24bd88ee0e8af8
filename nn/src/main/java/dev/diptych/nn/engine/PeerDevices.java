package dev.diptych.nn.engine;

import dev.diptych.nn.tensor.Tensor;

/**
 * The devices of several processes, which tell each other what lies in their memory without the hosts. All processes call the same in
 * the same order; what is put on the device before is done before, and the host waits for nothing. It ends with its engine.
 */
public interface PeerDevices {
    /**
     * Gives every device what each has, in the order of the ranks.
     *
     * @param own contiguous float32, N elements; may be this rank's part of {@code all}
     * @param all contiguous float32, N R elements
     */
    void gather(Tensor own, Tensor all);

    /**
     * Adds up what the devices have, and gives each the sums of its own part alone.
     *
     * @param all contiguous float32, N R elements
     * @param own contiguous float32, N elements, written: the sums of the part that has this rank's number; may be that part of
     *     {@code all}, whose others are then of no use
     */
    void sumShares(Tensor all, Tensor own);

    /**
     * Begins to add up what the devices have in a contiguous float32 tensor, in place, to the same bits on every one. Until {@link
     * #finishSums} no program may touch it.
     */
    void beginSum(Tensor values);

    /** Lets what is put on the device from now on come after all sums that were begun. */
    void finishSums();
}
