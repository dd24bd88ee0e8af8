package dev.diptych.ingest.caption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CaptionTemplateTest {
    private static final Row ROW = new Row(Map.of(
            "name", List.of("FIRE_engine"),
            "tags", List.of("red", "truck"),
            "year", List.of("1950"),
            "none", List.of()));

    private static List<String> captions(String template) {
        return CaptionTemplate.parse(template).captions(ROW);
    }

    @Test
    void fillsColumnsIn() {
        assertThat(captions("a {name} of {year}.")).containsExactly("a FIRE_engine of 1950.");
        assertThat(captions("{name:words}")).containsExactly("fire engine");
        assertThat(captions("{name:lower}")).containsExactly("fire_engine");
    }

    @Test
    void givesACaptionForEachValueOfAList() {
        assertThat(captions("{tags}")).containsExactly("red", "truck");
        assertThat(captions("{tags} {tags}")).containsExactly("red red", "red truck", "truck red", "truck truck");
    }

    @Test
    void givesNoneWithoutAValue() {
        assertThat(captions("{none}")).isEmpty();
        assertThat(captions("a {name} {absent}")).isEmpty();
    }

    @Test
    void takesTheFirstColumnThatIsNotEmpty() {
        assertThat(captions("{absent|none|year|name}")).containsExactly("1950");
    }

    @Test
    void boundsTheCaptionsOfOneRow() {
        assertThat(captions("{tags}".repeat(40))).hasSize(CaptionTemplate.MAX_CAPTIONS);
    }

    @Test
    void writesIdentifiersAsWordsAndLeavesFacesAlone() {
        for (Map.Entry<String, String> c : Map.of(
                        "flag-va", "flag va", "keycap_", "keycap", "-_-", "-_-", ":-)", ":-)", "T-Shirt", "t shirt")
                .entrySet()) {
            Row row = new Row(Map.of("c", List.of(c.getKey())));
            assertThat(CaptionTemplate.parse("{c:words}").captions(row)).containsExactly(c.getValue());
        }
    }

    @Test
    void rejectsTemplatesThatAreNotUnderstood() {
        for (String template : List.of("", "cat", "{", "{}", "a {name", "{name:loud}", "{name} }", "{a||b}")) {
            assertThatThrownBy(() -> CaptionTemplate.parse(template))
                    .as(template)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("'" + template + "', expected text with columns in braces");
        }
    }
}
