package dev.diptych.contrastive.recipe;

import dev.diptych.config.Section;
import dev.diptych.contrastive.guard.GuardPolicy;

/** The section {@code guard} of a recipe. */
final class GuardReader {
    private static final int MANY = 1 << 20;

    private GuardReader() {}

    static GuardPolicy read(Section section) {
        GuardPolicy standard = GuardPolicy.DEFAULT;
        return new GuardPolicy(
                section.flag("skip_nonfinite", standard.skipNonFinite()),
                section.number("z_score", standard.zScore(), 0, 1e6),
                section.integer("window", standard.window(), 2, MANY),
                section.integer("max_skipped_in_a_row", standard.maxSkippedInARow(), 1, MANY),
                section.number("rollback_lr_factor", standard.rollbackLrFactor(), Double.MIN_VALUE, 1),
                section.integer("max_rollbacks", standard.maxRollbacks(), 0, MANY));
    }
}
