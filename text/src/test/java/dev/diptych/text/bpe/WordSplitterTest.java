package dev.diptych.text.bpe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.text.cleaning.CaptionCleaner;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class WordSplitterTest {
    private static final long SEED = 20261128;
    private static final Pattern EXPRESSION = Pattern.compile(
            "<\\|startoftext\\|>|<\\|endoftext\\|>|" + WordSplitter.EXPRESSION,
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);

    private final WordSplitter splitter = new WordSplitter(SpecialTokens.OPENAI);

    /** Words by Python's regex 2026.5.9, whose Unicode is 17; the letters are of Unicode 14 and 16, the digit of 16. */
    @Test
    void keepsLettersTogetherThatJava17DoesNotKnow() {
        assertThat(words("ab\uD837\uDF00c \uD801\uDD70\uD801\uDD97x1\uD803\uDD40\u0870"))
                .containsExactly("ab\uD837\uDF00c", "\uD801\uDD70\uD801\uDD97x", "1", "\uD803\uDD40", "\u0870");
        assertThat(words("it\u2019s it's IT'S\u017f"))
                .containsExactly("it", "\u2019", "s", "it", "'s", "IT", "'S", "\u017f");
        assertThat(words("a\u212aA 'LLl'\u017ft\u3000x\u200b!!"))
                .containsExactly("a\u212aA", "'LL", "l", "'\u017f", "t", "x", "\u200b!!");
    }

    /** U+10570 is U+10597's capital since Unicode 14, U+1C89 U+1C8A's since 16. */
    @Test
    void lowerCasesCapitalsThatJava17DoesNotKnow() {
        assertThat(CaptionCleaner.clean("A\uD801\uDD70\u1C89\u2C2F")).isEqualTo("a\uD801\uDD97\u1C8A\u2C5F");
    }

    @Test
    void splitsAsTheExpressionDoes() {
        Random random = new Random(SEED);
        String[] parts = {
            "'s",
            "'LL",
            "'",
            "<|endoftext|>",
            "<|ENDoftext|>",
            "<|",
            " ",
            "\t",
            "\u00a0",
            "1",
            "\u00bd",
            "a",
            "\u00e9",
            "\uD83D\uDE00",
            "\uD83D",
            "!",
            "_",
            "\u4e2d"
        };
        for (int i = 0; i < 3_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(12); j > 0; j--) {
                text.append(
                        random.nextInt(4) > 0
                                ? parts[random.nextInt(parts.length)]
                                : Character.toString(random.nextInt(0x2000)));
            }
            List<String> expected =
                    EXPRESSION.matcher(text).results().map(MatchResult::group).toList();
            if (text.codePoints().allMatch(Character::isDefined)) {
                assertThat(words(text.toString()))
                        .as("seed %d, text %d: %s", SEED, i, text)
                        .isEqualTo(expected);
            }
        }
    }

    private List<String> words(String text) {
        List<String> words = new ArrayList<>();
        splitter.split(text, words::add);
        return words;
    }
}
