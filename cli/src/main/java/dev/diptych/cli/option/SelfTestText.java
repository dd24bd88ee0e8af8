package dev.diptych.cli.option;

import dev.diptych.nn.onednn.isa.Verdict;
import java.util.Optional;

/** What oneDNN's self-test found, in words. */
final class SelfTestText {
    private SelfTestText() {}

    /** For whoever computes: that a smaller instruction set is in force than the processor has; empty if none is. */
    public static Optional<String> warning(Verdict verdict) {
        return verdict.limit() == null
                ? Optional.empty()
                : Optional.of("cpu: oneDNN computes wrongly with " + verdict.found() + " on this processor ("
                        + verdict.fault() + "): computing with " + verdict.limit() + " instead");
    }
}
