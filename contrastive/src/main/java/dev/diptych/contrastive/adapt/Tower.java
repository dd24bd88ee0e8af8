package dev.diptych.contrastive.adapt;

/** One half of a model. */
public enum Tower {
    IMAGE,
    TEXT;

    private static final String VISUAL = "visual.";

    /** Whether a parameter is this tower's; the logit scale and bias are neither's. */
    public boolean has(String parameter) {
        boolean visual = parameter.startsWith(VISUAL);
        return switch (this) {
            case IMAGE -> visual;
            case TEXT -> !visual && !parameter.startsWith("logit_");
        };
    }
}
