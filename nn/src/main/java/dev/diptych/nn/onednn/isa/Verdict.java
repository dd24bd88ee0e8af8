package dev.diptych.nn.onednn.isa;

import org.jspecify.annotations.Nullable;

/**
 * What the self-test found.
 *
 * @param found the instruction set that oneDNN takes by itself, or that {@code ONEDNN_MAX_CPU_ISA} leaves to it
 * @param limit the largest within it whose self-test passed, where its own did not; else null
 * @param fault what {@code found} computes wrongly, in a few words; empty where it is right
 */
public record Verdict(InstructionSet found, @Nullable InstructionSet limit, String fault) {
    public Verdict {
        if (limit != null && (limit == found || !found.contains(limit)) || limit == null != fault.isEmpty()) {
            throw new IllegalArgumentException("verdict: " + found + " limited to " + limit + " for '" + fault
                    + "', expected a smaller set where there is a fault");
        }
    }

    /** The instruction set to compute with. */
    public InstructionSet inForce() {
        return limit == null ? found : limit;
    }
}
