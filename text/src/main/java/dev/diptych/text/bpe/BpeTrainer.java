package dev.diptych.text.bpe;

import dev.diptych.text.cleaning.CaptionCleaner;
import dev.diptych.text.tokenizer.BpeTokenizer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * Trains a byte-level BPE on captions (Sennrich et al. 2016, algorithm 1), cut into words as {@link BpeTokenizer} does.
 *
 * <p>Each step merges the pair with the highest count; of equal counts the one with the smaller left id, then the smaller
 * right id. So the result depends on the captions and their number only, not on their order nor on the threads. It ends
 * early when no pair occurs twice: then the vocabulary is smaller than asked for.
 */
public final class BpeTrainer {
    /** A pair that occurs once teaches nothing about other captions. */
    private static final long SMALLEST_COUNT = 2;

    /** Longer words, in bytes, are no words but data, and are left out. */
    private static final int LONGEST_WORD = 256;

    private final int vocabularySize;
    private final SpecialTokens specials;

    /**
     * A trainer of vocabularies with open_clip's special tokens, which get the last two ids.
     *
     * @param vocabularySize the number of ids, the {@value BpeVocabulary#SMALLEST_SIZE} of bytes and specials included
     * @throws IllegalArgumentException if the size is below that
     */
    public BpeTrainer(int vocabularySize) {
        this(vocabularySize, SpecialTokens.OPEN_CLIP);
    }

    /** As {@link #BpeTrainer(int)}, with other special tokens. */
    public BpeTrainer(int vocabularySize, SpecialTokens specials) {
        if (vocabularySize < BpeVocabulary.SMALLEST_SIZE) {
            throw new IllegalArgumentException("tokenizer training refused: vocabulary size: " + vocabularySize
                    + ", expected at least " + BpeVocabulary.SMALLEST_SIZE + " (bytes and specials)");
        }
        this.vocabularySize = vocabularySize;
        this.specials = specials;
    }

    /** Trains on captions; they are read once, on all processors where the stream can be split. */
    public BpeVocabulary train(Stream<String> captions) {
        VocabularyBuilder vocabulary = new VocabularyBuilder();
        PairCounts pairs = new PairCounts(countWords(captions), vocabulary);
        int mergeCount = vocabularySize - BpeVocabulary.SMALLEST_SIZE;
        for (int i = 0; i < mergeCount; i++) {
            PairCounts.Pair pair = pairs.poll();
            if (pair == null || pair.count() < SMALLEST_COUNT) {
                break;
            }
            String problem = vocabulary.merge(vocabulary.token(pair.left()), vocabulary.token(pair.right()));
            if (problem != null) {
                throw new IllegalStateException("tokenizer training failed: merge " + i + ": " + problem);
            }
            pairs.merge(pair, vocabulary.size() - 1);
        }
        return vocabulary.build(specials);
    }

    private Map<String, LongAdder> countWords(Stream<String> captions) {
        Map<String, LongAdder> counts = new ConcurrentHashMap<>();
        WordSplitter splitter = new WordSplitter(specials);
        captions.parallel()
                .forEach(caption -> splitter.split(CaptionCleaner.clean(caption), word -> {
                    boolean special = word.equals(specials.start()) || word.equals(specials.end());
                    if (!special && word.getBytes(StandardCharsets.UTF_8).length <= LONGEST_WORD) {
                        counts.computeIfAbsent(word, absent -> new LongAdder()).increment();
                    }
                }));
        return counts;
    }
}
