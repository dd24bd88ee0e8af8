package dev.diptych.ingest.caption;

import static dev.diptych.ingest.Fixtures.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.ingest.IngestException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SvgMetadataTest {
    private static final String DRAWING = """
        <?xml version="1.0" encoding="UTF-8"?>
        <!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://localhost:1/svg11.dtd">
        <svg xmlns="http://www.w3.org/2000/svg"><title>own</title>
        <metadata><rdf:RDF><cc:Work rdf:about="">
        <dc:title>A red &amp; <![CDATA[round]]> apple</dc:title><dc:description></dc:description>
        <dc:subject><rdf:Bag><rdf:li>food</rdf:li><rdf:li>fruit</rdf:li></rdf:Bag></dc:subject>
        <dc:publisher><cc:Agent><dc:title>Open Clip Art</dc:title></cc:Agent></dc:publisher>
        <dc:creator><cc:Agent><dc:title>Ann</dc:title></cc:Agent></dc:creator>
        <cc:license rdf:resource="http://web.resource.org/cc/PublicDomain"/>
        </cc:Work></rdf:RDF></metadata><path d="M0
        """;

    private static Map<String, List<String>> read(String svg) {
        return SvgMetadata.read("a.svg", text(svg)).columns();
    }

    @Test
    void readsDublinCoreUpToTheEndOfTheMetadata() {
        assertThat(read(DRAWING))
                .containsOnly(
                        Map.entry("title", List.of("A red & round apple")),
                        Map.entry("subject", List.of("food", "fruit")),
                        Map.entry("creator", List.of("Ann")),
                        Map.entry("license", List.of("http://web.resource.org/cc/PublicDomain")));
    }

    @Test
    void takesTheDrawingsOwnTitleWhereThereIsNoOther() {
        assertThat(read("<svg><title> A cat </title><desc>sits</desc><g><title>part</title></g></svg>"))
                .containsOnly(Map.entry("title", List.of("A cat")), Map.entry("description", List.of("sits")));
    }

    @Test
    void readsADrawingOfAnotherVersionOfXml() {
        for (String version : List.of("1", "1.1", "2.0")) {
            assertThat(read("<?xml version=\"" + version + "\" encoding=\"UTF-8\"?>\n<svg><title>A cat</title></svg>"))
                    .containsOnly(Map.entry("title", List.of("A cat")));
        }
    }

    @Test
    void resolvesNoEntities() {
        String bomb = "<!DOCTYPE svg [<!ENTITY a \"" + "x".repeat(100) + "\"><!ENTITY b \"&a;&a;&a;&a;\">"
                + "<!ENTITY c SYSTEM \"file:///etc/passwd\">]><svg><title>t&b;&c;</title></svg>";
        assertThat(read(bomb).toString()).doesNotContain("xx").doesNotContain("root");
    }

    @Test
    void rejectsWhatIsNoXmlOrTooDeep() {
        for (String bad : List.of("", "no xml", "<svg><title>a</svg>", "<a>".repeat(2000), "<svg a='1' a='2'>")) {
            assertThatThrownBy(() -> read(bad))
                    .isInstanceOf(IngestException.class)
                    .hasMessageEndingWith(", expected an SVG drawing");
        }
    }

    @Test
    void survivesFlippedBits() {
        Random random = new Random(20260802);
        for (int i = 0; i < 1000; i++) {
            byte[] bytes = text(DRAWING);
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                SvgMetadata.read("a.svg", bytes);
            } catch (IngestException e) {
                assertThat(e.source()).isEqualTo("a.svg");
            }
        }
    }
}
