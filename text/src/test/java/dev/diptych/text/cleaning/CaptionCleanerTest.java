package dev.diptych.text.cleaning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CaptionCleanerTest {
    private record Case(String caption, String cleaned) {}

    @Test
    void lowersCaseAndCollapsesWhitespace() {
        check(
                new Case("  A\tCat \r\n on\u00A0a\u3000Mat ", "a cat on a mat"),
                new Case(" \u2028 ", ""),
                new Case("İstanbul", "i\u0307stanbul"));
    }

    @Test
    void unescapesHtml() {
        check(
                new Case("&lt;b&gt;", "<b>"),
                new Case("&amp;lt;b&amp;gt;", "<b>"),
                new Case("fish &amp chips &copy 1999", "fish & chips © 1999"),
                new Case("&notit; &#x41; &#66 &#128;", "¬it; a b €"),
                new Case("&unknown; & &; &#; &#x; &#xZ", "&unknown; & &; &#; &#x; &#xz"),
                new Case("&#0; &#xD800; &#99999999999999999999; &#1;.", "\uFFFD \uFFFD \uFFFD ."),
                new Case("<p> &amp;amp;amp;", "<p> &amp;"));
    }

    @Test
    void undoesUtf8ReadAsWindows1252() {
        check(
                new Case("schÃ¶n", "schön"),
                new Case("itâ€™s", "it's"),
                new Case("ðŸ˜€", "😀"),
                new Case("schÃƒÂ¶n", "schön"),
                new Case("first\nschÃ¶n", "first schön"));
    }

    @Test
    void leavesCorrectTextAlone() {
        check(
                new Case("CAFÉ»", "café»"),
                new Case("Ångström Ø ñandú ÃO", "ångström ø ñandú ão"),
                new Case("« École » – voilà… “été” à 20°", "« école » – voilà… \"été\" à 20°"),
                new Case("SÃO PAULO, AÇÃO 5ª – ÂNGELO", "são paulo, ação 5ª – ângelo"),
                new Case("Łódź żółw, ŽIŽEK; Ñandú»", "łódź żółw, žižek; ñandú»"),
                new Case("Привет, мир: ёлка, ЁЖ", "привет, мир: ёлка, ёж"),
                new Case("Рік і Київ, Їжак", "рік і київ, їжак"),
                new Case("£5 €5 50¢ ½ cup ±1 µm «x» ©2010 ®", "£5 €5 50¢ ½ cup ±1 µm «x» ©2010 ®"),
                new Case("├──┬──┤ √2 ≈ 1.4", "├──┬──┤ √2 ≈ 1.4"),
                new Case("Ã é uma letra", "ã é uma letra"),
                new Case("中文 мир", "中文 мир"));
    }

    @Test
    void undoesUtf8ReadInOtherCodePages() {
        check(
                new Case("РґРѕСЂРѕРіРµ Р\u0098Р·-РїРѕРґ", "дороге из-под"),
                new Case("caf√© ‚Äì d√©j√† vu", "café – déjà vu"),
                new Case("caf├⌐", "café"),
                new Case("Ă©tĂ©", "été"));
    }

    @Test
    void undoesMisreadSequencesInLinesThatAreCorrectOtherwise() {
        check(
                new Case("l’humanitÃ©", "l'humanité"),
                new Case("中文 мир schÃ¶n", "中文 мир schön"),
                new Case("😀 itâ€™s", "😀 it's"),
                new Case("déjà vu, dÃ©jÃ\u00A0 vu", "déjà vu, déjà vu"));
    }

    @Test
    void restoresSpacesThatWerePartOfACharacter() {
        check(
                new Case("Ã perturber la rÃ©flexion", "à perturber la réflexion"),
                new Case("voilÃ  le cafÃ©", "voilà le café"),
                new Case("The more you know ðŸŒ ", "the more you know 🌠"));
    }

    @Test
    void replacesCharactersOfWhichBytesAreLost() {
        check(new Case("â€œquotedâ€\uFFFD", "\"quoted\uFFFD"), new Case("CÃ?te dâ€™Ivoire", "c\uFFFDte d'ivoire"));
    }

    @Test
    void unescapesShoutedNames() {
        check(new Case("P&EACUTE;REZ", "pérez"), new Case("&AMP;", "&"));
    }

    @Test
    void replacesTypographyByPlainCharacters() {
        check(
                new Case("“curly” ‘quotes’", "\"curly\" 'quotes'"),
                new Case("ﬁsh ﬄ", "fish ffl"),
                new Case("ｆｕｌｌ　ｗｉｄｔｈ ｱ", "full width ア"),
                new Case("e\u0301", "é"));
    }

    @Test
    void dropsControlCharacters() {
        check(
                new Case("\u001B[31mred\u001B[0m", "red"),
                new Case("\uFEFFbom\u0000 del\u007F", "bom del"),
                new Case("100\u0080", "100€"),
                new Case("half \uD83D pair", "half \uFFFD pair"));
    }

    private static void check(Case... cases) {
        for (Case c : List.of(cases)) {
            assertThat(CaptionCleaner.clean(c.caption())).as(c.caption()).isEqualTo(c.cleaned());
        }
    }
}
