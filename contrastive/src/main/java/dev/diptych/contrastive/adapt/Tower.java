package dev.diptych.contrastive.adapt;

import dev.diptych.contrastive.model.ProjectionHead;
import java.util.Locale;

/** One half of a model. */
public enum Tower {
    IMAGE,
    TEXT;

    private static final String VISUAL = "visual.";

    /** As recipes write it. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a parameter is this tower's; the logit scale and bias and a projection head are neither's. */
    public boolean has(String parameter) {
        boolean visual = parameter.startsWith(VISUAL);
        return switch (this) {
            case IMAGE -> visual;
            case TEXT -> !visual && !parameter.startsWith("logit_") && !parameter.startsWith(ProjectionHead.PREFIX);
        };
    }
}
