package dev.diptych.file;

import java.nio.file.Path;

/** Another command has the right to write a folder: the message names it. */
public final class LockedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param holder the process, its command and since when; empty where it has not said so yet */
    LockedException(Path folder, String holder) {
        super("lock failed: " + folder + ": process "
                + (holder.isEmpty() ? "unknown (it has just begun)" : holder)
                + " writes it, expected one command at a time; wait for that one, or choose another folder");
    }
}
