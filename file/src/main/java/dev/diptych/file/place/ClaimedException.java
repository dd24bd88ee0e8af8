package dev.diptych.file.place;

import java.nio.file.Path;

/** A run that has not come to its end keeps its books of an output elsewhere: the message names the place. */
public final class ClaimedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param holder the folder of the books and its host; empty where it has not said so yet */
    ClaimedException(Path output, String holder, Path claim) {
        super("claim failed: " + output + ": "
                + (holder.isEmpty() ? "another, which has just begun," : holder)
                + " has a run there that is not at its end, expected none; let that go on, or delete " + claim
                + " if it never will");
    }
}
