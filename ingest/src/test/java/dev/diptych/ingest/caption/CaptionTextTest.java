package dev.diptych.ingest.caption;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CaptionTextTest {
    private static final int MAX = 20;

    @Test
    void cleans() {
        record Case(String raw, String clean) {}
        List<Case> cases = List.of(
                new Case("  a \t cat\r\n sat ", "a cat sat"),
                new Case("A cat, sat~ on 2 mats!", "A cat, sat~ on 2 mats!"),
                new Case(" a cat", "a cat"),
                new Case("a cat ", "a cat"),
                new Case("a  cat", "a cat"),
                new Case("a\u007fb", "ab"),
                new Case("a\u00a0\u2003b\u0085c", "a b c"),
                new Case("a\u0000b\u001b\u009fc", "abc"),
                new Case("e\u0301", "\u00e9"),
                new Case("\uFEFFa", "a"),
                new Case("a\uD800b\uFFFFc", "abc"),
                new Case("caf&eacute; &amp; bar", "caf\u00e9 & bar"),
                new Case("&#233;&#xe9;&apos;", "\u00e9\u00e9'"),
                new Case("&amp;lt;", "&lt;"),
                new Case("&#150;", "\u2013"),
                new Case("R&D at AT&T &unknown;", "R&D at AT&T &unknown;"),
                new Case("\uD83D\uDC69\u200D\uD83D\uDE80 x", "\uD83D\uDC69\u200D\uD83D\uDE80 x"));
        for (Case c : cases) {
            assertThat(CaptionText.clean(c.raw(), 40)).isEqualTo(new CaptionText(c.clean(), null));
        }
    }

    @Test
    void countsCharactersAndNotTheirHalves() {
        assertThat(CaptionText.clean("\uD83D\uDE00".repeat(MAX), MAX).problem()).isNull();
        assertThat(CaptionText.clean("x".repeat(MAX + 1), MAX).problem()).isEqualTo(CaptionProblem.TOO_LONG);
        assertThat(CaptionText.clean("x".repeat(1_000_000), MAX).problem()).isEqualTo(CaptionProblem.TOO_LONG);
    }

    @Test
    void rejectsWhatIsEmptyOnceItIsClean() {
        for (String raw : List.of("", " \n", "\u0007", "&nbsp;", "\uFEFF")) {
            assertThat(CaptionText.clean(raw, MAX).problem()).isEqualTo(CaptionProblem.EMPTY);
        }
    }

    @Test
    void rejectsWhatWasNoUtf8() {
        assertThat(CaptionText.clean("caf\uFFFD", MAX).problem()).isEqualTo(CaptionProblem.NOT_TEXT);
    }

    @Test
    void keepsEachCaptionOnceAndTheRejectedBesideThem() {
        CaptionSet set = CaptionSet.of(List.of("A cat", "a  CAT", "x".repeat(30), "dog"), MAX, 0);
        assertThat(set.captions()).containsExactly("A cat", "dog");
        assertThat(set.rejected()).extracting(CaptionText::problem).containsExactly(CaptionProblem.TOO_LONG);
    }
}
