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
                new Case("中文 мир schÃ¶n", "中文 мир schã¶n"));
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
