package dev.diptych.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class PageTest {
    private static final String HOSTILE =
            "\"><script>alert('x')</script><img src=x onerror=alert(1)>&amp;]]>\u0000\u0008\uD800 \u202E<!--";

    @Test
    void escapesHostileTextEverywhere() throws Exception {
        Picture picture = Picture.of("image/png", new byte[] {1}, HOSTILE);
        String html = Page.begin(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
                .section(HOSTILE, HOSTILE, out -> {
                    Tile.draw(out, List.of(new Tile(HOSTILE, HOSTILE, HOSTILE, HOSTILE)));
                    new Facts(List.of(new Facts.Fact(HOSTILE, HOSTILE))).draw(out);
                    new PictureGrid(List.of(new PictureGrid.Item(picture, HOSTILE))).draw(out);
                    Table.Row row = Table.Row.of(
                            HOSTILE, new Table.Value(HOSTILE), new Table.Bar(HOSTILE, 1), new Table.Remark(HOSTILE));
                    new Table(List.of(HOSTILE, HOSTILE, HOSTILE, HOSTILE), List.of(row)).draw(out);
                })
                .end();
        Document page = Xml.parse(html);
        assertThat(page.getElementsByTagName("script").getLength()).isZero();
        assertThat(page.getElementsByTagName("img").getLength()).isEqualTo(1);
        assertThat(((Element) page.getElementsByTagName("img").item(0)).hasAttribute("onerror"))
                .isFalse();
        assertThat(html).doesNotContain("<!--", "\u0000", "\u0008");
        assertThat(page.getElementsByTagName("h1").item(0).getTextContent())
                .isEqualTo(HOSTILE.replaceAll("[\u0000\u0008\uD800]", "\uFFFD"));
    }

    @Test
    void asksForNothingFromOutside() {
        String html = Page.begin("a", "b", "", "").end();
        assertThat(html).doesNotContain("http://", "https://", "url(", "@import", "<script", "<link", "<iframe");
        assertThat(Pattern.compile("(src|href)=\"(?!data:image/)").matcher(html).find())
                .isFalse();
        assertThat(html).contains("default-src &#39;none&#39;").doesNotContain("class=\"lead\"");
    }

    @Test
    void barsAreAsLongAsTheirPartAndNoLongerThanTheirTrack() throws Exception {
        Markup out = new Markup();
        new Table(
                        List.of("name", "count"),
                        List.of(
                                Table.Row.of("a", Table.bar(1, 4)),
                                Table.Row.of("b", new Table.Bar("x", 2)),
                                Table.Row.of("c", Table.bar(0, 0))))
                .draw(out);
        Xml.parse(out.toString());
        assertThat(out.toString()).contains("width:25.0%", "width:100.0%", "width:0.0%");
    }

    @Test
    void endsNoElementWhereItBeginsThatHtmlWouldLeaveOpen() {
        assertThatThrownBy(() -> new Markup().empty("i"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("markup: <i/>, expected one of [meta, img, br, hr, path]");
    }

    @Test
    void rejectsARowOfAnotherNumberOfCells() {
        assertThatThrownBy(() -> new Table(List.of("a", "b"), List.of(Table.Row.of("x"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("table refused: x: 0 cells, expected 1 as the columns are");
    }

    @Test
    void rejectsAPictureThatIsNoDataUri() {
        assertThatThrownBy(() -> new Picture("https://example.com/a.png", "a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("picture refused: a: ");
    }

    @Test
    void spellsNumbersAsPeopleReadThem() {
        assertThat(List.of(Words.figure(0), Words.figure(0.712345), Words.figure(-12.5), Words.figure(12_345.6)))
                .containsExactly("0", "0.7123", "-12.5", "12,346");
        assertThat(List.of(Words.figure(0.000325), Words.figure(-2.5e12), Words.brief(12_345), Words.brief(3_950_000)))
                .containsExactly("3.25e-4", "-2.5e12", "12.3k", "4.0M");
        assertThat(Words.figure(Double.NaN)).isEqualTo("NaN");
        assertThat(List.of(Words.brief(9_999), Words.brief(99_960), Words.brief(456_789), Words.brief(9_999_000_000L)))
                .containsExactly("9999", "100k", "457k", "9999M");
        assertThat(List.of(Words.count(1, "shard"), Words.count(2_000, "shard"), Words.percent(1, 8)))
                .containsExactly("1 shard", "2,000 shards", "12.5 %");
    }
}
