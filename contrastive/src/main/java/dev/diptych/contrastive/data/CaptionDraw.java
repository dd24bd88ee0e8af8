package dev.diptych.contrastive.data;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How the caption of a training step is drawn from an image's list of captions.
 *
 * @param kind the rule
 * @param most for {@link Kind#SUBSET}, how many of the captions after the first are drawn at most
 */
public record CaptionDraw(Kind kind, int most) {
    public CaptionDraw {
        if (most < 0) {
            throw new IllegalArgumentException("captions: at most " + most + ", expected at least 0");
        }
    }

    /** The rules. */
    public enum Kind {
        /** The first caption. */
        FIRST,
        /** Any one, each as likely. */
        ONE,
        /** The first, then a random number of the others in random order, joined by commas. */
        SUBSET
    }

    /** Draws from {@code captions}, which has at least one. */
    String draw(List<String> captions, SplittableRandom random) {
        return switch (kind) {
            case FIRST -> captions.get(0);
            case ONE -> captions.get(random.nextInt(captions.size()));
            case SUBSET -> subset(captions, random);
        };
    }

    private String subset(List<String> captions, SplittableRandom random) {
        List<String> rest = new ArrayList<>(captions.subList(1, captions.size()));
        int count = random.nextInt(Math.min(most, rest.size()) + 1);
        StringBuilder text = new StringBuilder(captions.get(0));
        for (int i = 0; i < count; i++) {
            int pick = i + random.nextInt(rest.size() - i);
            String chosen = rest.set(pick, rest.get(i));
            text.append(", ").append(chosen);
        }
        return text.toString();
    }
}
