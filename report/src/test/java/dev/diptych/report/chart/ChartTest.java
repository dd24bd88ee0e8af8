package dev.diptych.report.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.report.Markup;
import dev.diptych.report.Xml;
import dev.diptych.report.chart.Series.Point;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ChartTest {
    @Test
    void drawsSeriesOfNoneOneAndEqualPoints() throws Exception {
        for (boolean logarithmic : new boolean[] {false, true}) {
            for (List<Point> points :
                    List.of(List.<Point>of(), List.of(new Point(0, 1)), List.of(new Point(0, 2), new Point(5, 2)))) {
                String svg = text(
                        new LineChart("a", "step", logarithmic, List.of(new Series("a", true, points)), List.of()));
                Xml.parse(svg);
                assertThat(svg).doesNotContain("NaN", "Infinity");
                assertThat(svg.contains("nothing was recorded")).isEqualTo(points.isEmpty());
            }
        }
    }

    @Test
    void drawsEachSeriesInItsColourAndNamesItOnce() throws Exception {
        Document chart = Xml.parse(text(new LineChart(
                "Loss",
                "step",
                false,
                List.of(line("first", 100, 1), line("second", 50, 2)),
                List.of(new LineChart.Level("chance", 3)))));
        assertThat(withClass(chart, "path", "line series-0")).hasSize(1);
        assertThat(withClass(chart, "path", "line series-1")).hasSize(1);
        assertThat(withClass(chart, "path", "level")).hasSize(1);
        assertThat(withClass(chart, "span", "entry").stream().map(Element::getTextContent))
                .containsExactly("first", "second");
    }

    @Test
    void saysTheValuesOfThoseThatReachAPlace() throws Exception {
        Document chart = Xml.parse(text(new LineChart(
                "Loss", "step", false, List.of(line("first", 100, 1), line("second", 50, 2)), List.of())));
        List<String> said = withClass(chart, "rect", "place").stream()
                .map(Element::getTextContent)
                .toList();
        assertThat(said).hasSize(60).startsWith("step 0\nfirst: 1\nsecond: 2").endsWith("step 99\nfirst: 1");
    }

    @Test
    void placesValuesByTheirLogarithm() throws Exception {
        Series rising = new Series("a", false, List.of(new Point(0, 1), new Point(1, 10), new Point(2, 100)));
        Document chart = Xml.parse(text(new LineChart("a", "step", true, List.of(rising), List.of())));
        assertThat(withClass(chart, "path", "line series-0").get(0).getAttribute("d"))
                .isEqualTo("M46.0 210.0L246.0 112.0L446.0 14.0");
    }

    @Test
    void drawsALongSeriesByItsLowestAndHighestPoints() throws Exception {
        List<Point> points = IntStream.range(0, 100_000)
                .mapToObj(i -> new Point(i, i == 77_777 ? 50 : i % 2))
                .toList();
        String svg = text(new LineChart("a", "step", false, List.of(new Series("a", false, points)), List.of()));
        String path = withClass(Xml.parse(svg), "path", "line series-0").get(0).getAttribute("d");
        assertThat(path.split("[ML]")).hasSizeBetween(500, 601);
        assertThat(path).contains(" 14.0");
    }

    @Test
    void drawsALongSeriesFromItsFirstPointToItsLast() throws Exception {
        List<Point> points = IntStream.range(0, 10_001)
                .mapToObj(i -> new Point(i, i == 40 || i == 9_950 ? 9 : i == 50 || i == 9_960 ? 1 : 5))
                .toList();
        String svg = text(new LineChart("a", "step", false, List.of(new Series("a", false, points)), List.of()));
        String path = withClass(Xml.parse(svg), "path", "line series-0").get(0).getAttribute("d");
        assertThat(path).startsWith("M46.0 ").endsWith("L446.0 112.0");
    }

    @Test
    void saysInWordsWhatItShows() throws Exception {
        List<Point> points = List.of(new Point(1, 4), new Point(2, 0.5), new Point(30, 2));
        Document chart = Xml.parse(text(new LineChart(
                "Loss",
                "step",
                false,
                List.of(new Series("first", false, points), new Series("second", false, List.of())),
                List.of(new LineChart.Level("chance", 5.545)))));
        Element svg = (Element) chart.getElementsByTagName("svg").item(0);
        assertThat(svg.getAttribute("aria-label"))
                .isEqualTo("Loss. first by step: 4 at 1, 2 at 30; lowest 0.5, highest 4. second by step: nothing was"
                        + " recorded. chance: 5.545.");
        assertThat(chart.getElementsByTagName("details")
                        .item(0)
                        .getTextContent()
                        .replaceAll("\\s+", " "))
                .isEqualTo("Values" + "stepfirstsecond 14– 20.5– 302– ");
    }

    @Test
    void saysInWordsWhatItsBarsCount() throws Exception {
        Document chart = Xml.parse(text(new BarChart(
                "Size",
                "pixels",
                List.of(new BarChart.Bar("<64", "below 64", 5), new BarChart.Bar("64", "64 and more", 1_000)))));
        Element svg = (Element) chart.getElementsByTagName("svg").item(0);
        assertThat(svg.getAttribute("aria-label")).isEqualTo("Size. below 64: 5; 64 and more: 1,000.");
    }

    @Test
    void barsAreAsHighAsTheirCounts() throws Exception {
        Document chart = Xml.parse(text(new BarChart(
                "Size",
                "pixels",
                List.of(
                        new BarChart.Bar("<64", "below 64", 5),
                        new BarChart.Bar("64", "64 to 128", 10),
                        new BarChart.Bar("128+", "128 and more", 0)))));
        assertThat(withClass(chart, "rect", "column").stream().map(bar -> bar.getAttribute("height")))
                .containsExactly("71.0", "142.0", "0.0");
        assertThat(withClass(chart, "rect", "column").get(1).getTextContent()).isEqualTo("64 to 128: 10");
    }

    @Test
    void rejectsAValueThatIsNoNumber() {
        assertThatThrownBy(() -> new Point(3, Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("series refused: 3.0: NaN, expected a finite value at a finite x from 0");
        assertThatThrownBy(() -> new LineChart.Level("chance", Double.POSITIVE_INFINITY))
                .hasMessage("level refused: chance: Infinity, expected a finite value");
    }

    @Test
    void rejectsStepsThatFall() {
        assertThatThrownBy(() -> new Series("loss", false, List.of(new Point(3, 1), new Point(3, 1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("series refused: loss: 3.0 after 3.0, expected rising x");
    }

    @Test
    void rejectsZeroOnALogarithmicScale() {
        assertThatThrownBy(() -> new LineChart("norm", "step", true, List.of(line("norm", 3, 0)), List.of()))
                .hasMessage("chart refused: norm: 0.0 on a logarithmic scale, expected values above 0");
    }

    @Test
    void rejectsMoreSeriesThanThereAreColours() {
        List<Series> seven =
                IntStream.range(0, 7).mapToObj(i -> line("a", 1, 1)).toList();
        assertThatThrownBy(() -> new LineChart("a", "step", false, seven, List.of()))
                .hasMessage("chart refused: a: 7 series, expected 1 to 6");
    }

    private static Series line(String name, int points, double value) {
        return new Series(
                name,
                false,
                IntStream.range(0, points).mapToObj(i -> new Point(i, value)).toList());
    }

    private static String text(Chart chart) {
        Markup out = new Markup();
        chart.draw(out);
        return out.toString();
    }

    private static List<Element> withClass(Document page, String tag, String kind) {
        NodeList all = page.getElementsByTagName(tag);
        return IntStream.range(0, all.getLength())
                .mapToObj(i -> (Element) all.item(i))
                .filter(element -> element.getAttribute("class").equals(kind))
                .toList();
    }
}
