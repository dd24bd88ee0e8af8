package dev.diptych.eval.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.report.Facts;
import dev.diptych.report.Picture;
import dev.diptych.report.Tile;
import dev.diptych.report.chart.LineChart;
import dev.diptych.report.chart.Series;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

class HtmlReportTest {
    private static final String HOSTILE =
            "\"><script>alert('x')</script><img src=x onerror=alert(1)>&amp;]]>\u0000\u0008\uD800 \u202E<!--";

    @Test
    void isWellFormed() throws Exception {
        Document page = parse(HtmlReport.render(SampleReport.data()));
        assertThat(page.getElementsByTagName("section").getLength()).isEqualTo(8);
        assertThat(page.getElementsByTagName("svg").getLength()).isEqualTo(3);
        assertThat(page.getElementsByTagName("img").getLength()).isEqualTo(12 + 12 * 5 + 2 * 3);
        assertThat(page.getElementsByTagName("h1").item(0).getTextContent()).isEqualTo("quickstart");
    }

    @Test
    void asksForNothingFromOutside() throws Exception {
        String html = HtmlReport.render(SampleReport.data());
        assertThat(html).doesNotContain("http://", "https://", "url(", "@import", "<script", "<link", "<iframe");
        assertThat(Pattern.compile("(src|href)=\"(?!data:image/)").matcher(html).find())
                .isFalse();
        assertThat(html).contains("default-src &#39;none&#39;");
    }

    @Test
    void marksTheRightOnes() throws Exception {
        NodeList items = parse(HtmlReport.render(SampleReport.data())).getElementsByTagName("li");
        long right = Stream.iterate(0, i -> i + 1)
                .limit(items.getLength())
                .filter(i -> ((Element) items.item(i)).getAttribute("class").equals("right"))
                .count();
        assertThat(right).isEqualTo(2 * 9 + 5);
    }

    @Test
    void escapesHostileTextEverywhere() throws Exception {
        ReportData sample = SampleReport.data();
        Picture picture = Picture.of("image/png", new byte[] {1}, HOSTILE);
        ReportData hostile = new ReportData(
                HOSTILE,
                HOSTILE,
                HOSTILE,
                true,
                sample.scores(),
                sample.intervals(),
                List.of(),
                new RetrievalCards(
                        List.of(new ImageCard(
                                picture, HOSTILE, 1, List.of(new ImageCard.Match(HOSTILE, 0.5, true)), 0)),
                        List.of(new CaptionCard(HOSTILE, 1, List.of(new CaptionCard.Match(picture, 0.5, false)))),
                        List.of(),
                        List.of()),
                new ReportData.Training(
                        List.of(new Tile(HOSTILE, HOSTILE, HOSTILE, HOSTILE)),
                        List.of(LineChart.of(
                                new Series(HOSTILE, true, List.of(new Series.Point(0, 1))),
                                new LineChart.Level(HOSTILE, 2))),
                        List.of(HOSTILE)),
                List.of(new Facts.Fact(HOSTILE, HOSTILE)),
                HOSTILE,
                List.of(new ReportData.NextStep(HOSTILE, HOSTILE)));
        String html = HtmlReport.render(hostile);
        Document page = parse(html);
        assertThat(page.getElementsByTagName("script").getLength()).isZero();
        assertThat(page.getElementsByTagName("img").getLength()).isEqualTo(2);
        assertThat(((Element) page.getElementsByTagName("img").item(0)).hasAttribute("onerror"))
                .isFalse();
        assertThat(html).doesNotContain("<!--", "\u0000", "\u0008");
        assertThat(page.getElementsByTagName("h1").item(0).getTextContent())
                .isEqualTo(HOSTILE.replaceAll("[\u0000\u0008\uD800]", "\uFFFD"));
    }

    @Test
    void barsGrowFromWhatCaptionsHaveOnAverage() throws IOException {
        ReportData sample = SampleReport.data();
        ImageCard card = new ImageCard(
                sample.cards().images().get(0).picture(),
                "a",
                1,
                List.of(
                        new ImageCard.Match("a", 0.5, true),
                        new ImageCard.Match("b", 0.4, false),
                        new ImageCard.Match("c", 0.2, false)),
                0.3);
        String html = HtmlReport.render(new ReportData(
                "run",
                "",
                "",
                false,
                sample.scores(),
                sample.intervals(),
                List.of(),
                new RetrievalCards(List.of(card), List.of(), List.of(), List.of()),
                ReportData.Training.NONE,
                List.of(),
                "",
                List.of()));
        assertThat(html).contains("width:100.0%", "width:50.0%", "width:0.0%");
    }

    @Test
    void isTheSameForTheSameData() throws IOException {
        assertThat(HtmlReport.render(SampleReport.data())).isEqualTo(HtmlReport.render(SampleReport.data()));
    }

    @Test
    void writesWholeFilesAndLeavesNothingBeside(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("report.html");
        Files.writeString(file, "an older report");
        HtmlReport.write(SampleReport.data(), file);
        assertThat(Files.readString(file, StandardCharsets.UTF_8)).isEqualTo(HtmlReport.render(SampleReport.data()));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void rejectsRankBelowOne() {
        assertThatThrownBy(() -> new CaptionCard("a", 0, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("card refused: rank: 0, expected at least 1");
    }

    private static Document parse(String html) throws ParserConfigurationException, SAXException, IOException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(html)));
    }
}
