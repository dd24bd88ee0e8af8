package dev.diptych.contrastive.ranks;

/** Says why ranks cannot train together. */
public final class RanksException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public RanksException(String message) {
        super(message);
    }
}
