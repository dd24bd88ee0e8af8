package dev.diptych.text.cleaning;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CleaningTest {
    private static final String CAPTION = " A_red-ish  “Café”,\n&amp;amp; it's 100% fun… {x} ÄÖ ";

    @Test
    void canonicalizesAsSiglip() {
        assertThat(Cleaning.CANONICALIZE.apply(CAPTION)).isEqualTo("a redish café its 100 fun… x äö");
        assertThat(Cleaning.CANONICALIZE.apply("!\"#$%&'()*+,-./:;<=>?@[\\]^`{|}~"))
                .isEmpty();
    }

    @Test
    void keepsCaseAndPunctuationWhereOnlyWhitespaceIsCleaned() {
        assertThat(Cleaning.WHITESPACE.apply(CAPTION)).isEqualTo("A_red-ish \"Café\", & it's 100% fun… {x} ÄÖ");
    }

    @Test
    void lowersCaseAsClip() {
        assertThat(Cleaning.LOWER.apply(CAPTION))
                .isEqualTo("a_red-ish \"café\", & it's 100% fun… {x} äö")
                .isEqualTo(CaptionCleaner.clean(CAPTION));
    }

    @Test
    void leavesACaptionAsItIs() {
        assertThat(Cleaning.NONE.apply(CAPTION)).isEqualTo(CAPTION);
    }

    @Test
    void isFoundByItsName() {
        for (Cleaning cleaning : Cleaning.values()) {
            assertThat(Cleaning.of(cleaning.label())).contains(cleaning);
        }
        assertThat(Cleaning.of("canonical")).isEmpty();
    }
}
