package dev.diptych.contrastive.data;

import dev.diptych.text.tokenizer.TextReduction;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How the caption of a training step is drawn from an image's list of captions.
 *
 * @param kind the rule
 * @param most for {@link Kind#SUBSET}, how many of the captions after the first are drawn at most
 * @param reduction what is left of one that is longer than the context
 */
public record CaptionDraw(Kind kind, int most, TextReduction reduction) {
    /** What is too long loses its end. */
    public CaptionDraw(Kind kind, int most) {
        this(kind, most, TextReduction.TRUNCATE);
    }

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

    /**
     * What was drawn.
     *
     * @param number of the caption that it is, in the list; {@link #JOINED} for several
     */
    record Drawn(String text, int number) {
        static final int JOINED = -1;

        boolean isJoined() {
            return number == JOINED;
        }
    }

    /** Draws from {@code captions}, which has at least one. */
    Drawn draw(List<String> captions, SplittableRandom random) {
        return switch (kind) {
            case FIRST -> alone(captions, 0);
            case ONE -> alone(captions, random.nextInt(captions.size()));
            case SUBSET -> subset(captions, random);
        };
    }

    private static Drawn alone(List<String> captions, int number) {
        return new Drawn(captions.get(number), number);
    }

    private Drawn subset(List<String> captions, SplittableRandom random) {
        List<String> rest = new ArrayList<>(captions.subList(1, captions.size()));
        int count = random.nextInt(Math.min(most, rest.size()) + 1);
        if (count == 0) {
            return alone(captions, 0);
        }
        StringBuilder text = new StringBuilder(captions.get(0));
        for (int i = 0; i < count; i++) {
            int pick = i + random.nextInt(rest.size() - i);
            String chosen = rest.set(pick, rest.get(i));
            text.append(", ").append(chosen);
        }
        return new Drawn(text.toString(), Drawn.JOINED);
    }
}
