package dev.diptych.text.tokenizer;

import dev.diptych.config.Shown;
import dev.diptych.text.bpe.SpecialTokens;
import dev.diptych.text.bpe.WordSplitter;
import dev.diptych.text.tokenizer.TokenizerException.Reason;
import java.util.List;
import java.util.regex.Pattern;

/** Checks the parts of a {@code tokenizer.json} around its model, and finds the special tokens in them. */
final class PipelineReader {
    private PipelineReader() {}

    static SpecialTokens read(JsonPlace document) throws TokenizerException {
        JsonPlace processor = document.member("post_processor");
        processor.member("type").expect("RobertaProcessing");
        String start = special(processor.member("cls"));
        String end = special(processor.member("sep"));
        if (start.isBlank() || end.isBlank() || start.equals(end)) {
            throw processor.invalid("start " + Shown.quoted(start) + ", end " + Shown.quoted(end)
                    + ", expected two different tokens that are not blank");
        }
        SpecialTokens specials = new SpecialTokens(start, end);
        checkNormalizer(document.member("normalizer"));
        checkPreTokenizer(document.member("pre_tokenizer"), specials);
        return specials;
    }

    private static String special(JsonPlace pair) throws TokenizerException {
        List<JsonPlace> parts = pair.elements();
        if (parts.size() != 2) {
            throw pair.invalid(pair.describe() + ", expected a token and its id");
        }
        return parts.get(0).string();
    }

    private static void checkNormalizer(JsonPlace normalizer) throws TokenizerException {
        normalizer.member("type").expect("Sequence");
        JsonPlace list = normalizer.member("normalizers");
        List<JsonPlace> steps = list.elements();
        if (steps.size() != 3) {
            throw list.refuse(Reason.UNSUPPORTED, list.describe() + ", expected NFC, Replace, Lowercase");
        }
        steps.get(0).member("type").expect("NFC");
        steps.get(1).member("type").expect("Replace");
        steps.get(1).member("pattern").member("Regex").expect("\\s+");
        steps.get(1).member("content").expect(" ");
        steps.get(2).member("type").expect("Lowercase");
    }

    private static void checkPreTokenizer(JsonPlace preTokenizer, SpecialTokens specials) throws TokenizerException {
        preTokenizer.member("type").expect("Sequence");
        JsonPlace list = preTokenizer.member("pretokenizers");
        List<JsonPlace> steps = list.elements();
        if (steps.size() != 2) {
            throw list.refuse(Reason.UNSUPPORTED, list.describe() + ", expected Split, ByteLevel");
        }
        steps.get(0).member("type").expect("Split");
        JsonPlace expression = steps.get(0).member("pattern").member("Regex");
        String prefix = escape(specials.start()) + "|" + escape(specials.end()) + "|";
        if (!expression.string().equals(prefix + WordSplitter.EXPRESSION)) {
            expression.expect(WordSplitter.EXPRESSION);
        }
        steps.get(0).member("behavior").expect("Removed");
        steps.get(1).member("type").expect("ByteLevel");
    }

    private static String escape(String literal) {
        return Pattern.compile("[\\\\|().\\[\\]{}*+?^$]").matcher(literal).replaceAll("\\\\$0");
    }
}
