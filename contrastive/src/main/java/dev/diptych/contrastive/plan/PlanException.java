package dev.diptych.contrastive.plan;

/** A training that cannot be: the message names what it takes and what there is. */
public final class PlanException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public PlanException(String message) {
        super(message);
    }
}
