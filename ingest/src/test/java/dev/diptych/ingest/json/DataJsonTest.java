package dev.diptych.ingest.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.diptych.ingest.IngestException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DataJsonTest {
    @Test
    void readsTheNumbersThatPythonWritesAndJsonLacksAsNull() throws JsonProcessingException {
        // json.dumps([float("nan"), float("inf"), -float("inf"), 1.5, {"a": [float("nan")]}, "NaN"]) of Python 3.11
        String text = "[NaN, Infinity, -Infinity, 1.5, {\"a\": [NaN]}, \"NaN\"]";
        assertThat(DataJson.parse(text)).hasToString("[null,null,null,1.5,{\"a\":[null]},\"NaN\"]");
        assertThat(DataJson.parse("\uFEFF1e999")).hasToString("null");
    }

    @Test
    void saysWhatIsWrongWithoutNamingAParsersInternals() {
        record Case(String text, String message) {}
        List<Case> cases = List.of(
                new Case("", "nothing, expected a JSON object"),
                new Case("[1]", "a list, expected a JSON object"),
                new Case("\"x\"", "a text, expected a JSON object"),
                new Case("5", "a number, expected a JSON object"),
                new Case("null", "null, expected a JSON object"),
                new Case("{\"a\": ", "line 1: Unexpected end-of-input, expected a JSON object"),
                new Case("{\n'a': 1}", "line 2: ''', expected a JSON object"),
                new Case("{\"a\": None}", "line 1: 'None', expected a JSON object"),
                new Case("{\"a\": 1} x", "line 1: 'x', expected a JSON object"),
                new Case("{\"a\": 1} {}", "line 1: more after the value, expected a JSON object"),
                new Case("{\"a\": 01}", "line 1: a fault, expected a JSON object"),
                new Case(
                        "{\"a\": " + "[".repeat(2000),
                        "nested too deep, or too long a text or number, expected a JSON object"));
        for (Case c : cases) {
            assertThatThrownBy(() -> DataJson.object("a.json", c.text().getBytes(UTF_8)))
                    .as(c.text())
                    .isInstanceOf(IngestException.class)
                    .hasMessage("read failed: a.json: " + c.message());
        }
    }
}
