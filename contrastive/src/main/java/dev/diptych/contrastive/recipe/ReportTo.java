package dev.diptych.contrastive.recipe;

/** Where a run's figures go, beside its own folder's files; open_clip's {@code --report-to}. */
public enum ReportTo {
    NONE,
    /** Event files that TensorBoard reads. */
    TENSORBOARD
}
