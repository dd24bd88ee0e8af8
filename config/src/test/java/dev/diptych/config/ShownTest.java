package dev.diptych.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.junit.jupiter.api.Test;

final class ShownTest {
    @Test
    void aPlainNameStaysAsItIs() {
        assertThat(Shown.name("visual.proj")).isEqualTo("visual.proj");
        assertThat(Shown.name("l'été 1")).isEqualTo("l'été 1");
    }

    @Test
    void aNameThatWouldMisleadIsQuoted() {
        assertThat(Shown.name("a\nread failed: b")).isEqualTo("\"a\\nread failed: b\"");
        assertThat(Shown.name("")).isEqualTo("\"\"");
        assertThat(Shown.name(" a")).isEqualTo("\" a\"");
        assertThat(Shown.name("a\u202Eb\u2028\u001b[2J")).isEqualTo("\"a\\u202eb\\u2028\\u001b[2J\"");
        assertThat(Shown.name("x".repeat(1000))).isEqualTo('"' + "x".repeat(80) + "\"...");
    }

    @Test
    void quotesAndBackslashesWithinQuotesAreEscaped() {
        assertThat(Shown.quoted("a\"b\\")).isEqualTo("\"a\\\"b\\\\\"");
    }

    @Test
    void aValueIsCut() {
        assertThat(Shown.value(TextNode.valueOf("a\nb"))).isEqualTo("\"a\\nb\"");
        assertThat(Shown.value(TextNode.valueOf("y".repeat(100)))).isEqualTo('"' + "y".repeat(79) + "...");
        assertThat(Shown.value(MissingNode.getInstance())).isEqualTo("missing");
    }
}
