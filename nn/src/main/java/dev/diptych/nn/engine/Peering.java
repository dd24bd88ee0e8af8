package dev.diptych.nn.engine;

/** How a device connects with those of other processes, which are of the same kind and another one each. */
public interface Peering {
    /** What one process makes and tells the others, for all to {@link #join} by. */
    byte[] invitation();

    /**
     * Waits for the others and connects with them; where it has done so before, it stays with them.
     *
     * @param rank this process' number, from 0
     * @param size how many there are
     * @throws IllegalStateException if they cannot be reached
     */
    PeerDevices join(byte[] invitation, int rank, int size);
}
