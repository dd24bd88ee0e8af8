package dev.diptych.contrastive.ranks;

/** A way of starting several processes; another module's is found by {@link java.util.ServiceLoader}. */
public interface RanksProvider {
    /** Whether this process was started as one of several by it. */
    boolean present();

    /**
     * Joins the others.
     *
     * @throws RanksException if they cannot be found
     */
    Ranks join();
}
