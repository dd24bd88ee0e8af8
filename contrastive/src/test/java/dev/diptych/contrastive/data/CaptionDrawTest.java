package dev.diptych.contrastive.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class CaptionDrawTest {
    private static final List<String> CAPTIONS = List.of("grinning face", "smile", "happy", "joy");

    @Test
    void firstIsAlwaysTheFirst() {
        assertThat(draws(new CaptionDraw(CaptionDraw.Kind.FIRST, 8))).containsExactly("grinning face");
    }

    @Test
    void oneIsAnyOfThem() {
        assertThat(draws(new CaptionDraw(CaptionDraw.Kind.ONE, 8))).containsExactlyInAnyOrderElementsOf(CAPTIONS);
    }

    @Test
    void subsetStartsWithTheFirstAndTakesAtMostAsManyOthersOnceEach() {
        Set<String> drawn = draws(new CaptionDraw(CaptionDraw.Kind.SUBSET, 2));
        // none, one of three, or two of three in either order
        assertThat(drawn).hasSize(1 + 3 + 6).contains("grinning face", "grinning face, joy, smile");
        assertThat(drawn).allSatisfy(caption -> assertThat(caption).startsWith("grinning face"));
    }

    @Test
    void subsetOfASingleCaptionIsThatCaption() {
        CaptionDraw draw = new CaptionDraw(CaptionDraw.Kind.SUBSET, 8);
        assertThat(draw.draw(List.of("star"), new SplittableRandom(1))).isEqualTo(new CaptionDraw.Drawn("star", 0));
    }

    @Test
    void tellsWhichCaptionWasDrawnUnlessSeveralWereJoined() {
        SplittableRandom random = new SplittableRandom(5);
        for (CaptionDraw.Kind kind : CaptionDraw.Kind.values()) {
            for (int i = 0; i < 50; i++) {
                CaptionDraw.Drawn drawn = new CaptionDraw(kind, 2).draw(CAPTIONS, random);
                assertThat(drawn.number()).isEqualTo(CAPTIONS.indexOf(drawn.text())); // -1 for none of them
            }
        }
    }

    private static Set<String> draws(CaptionDraw draw) {
        Set<String> drawn = new HashSet<>();
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 500; i++) {
            drawn.add(draw.draw(CAPTIONS, random).text());
        }
        return drawn;
    }
}
