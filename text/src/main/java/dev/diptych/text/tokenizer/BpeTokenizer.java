package dev.diptych.text.tokenizer;

import dev.diptych.config.Shown;
import dev.diptych.text.bpe.BpeVocabulary;
import dev.diptych.text.bpe.ByteAlphabet;
import dev.diptych.text.bpe.MergeTable;
import dev.diptych.text.bpe.WordMerger;
import dev.diptych.text.bpe.WordSplitter;
import dev.diptych.text.cleaning.Cleaning;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * CLIP's byte-level BPE (Radford et al. 2021, section 2.4; the merging is that of Sennrich et al. 2016): a caption is
 * cleaned, cut into words, and the UTF-8 bytes of each word are merged by rank.
 */
public final class BpeTokenizer implements Tokenizer {
    /** The cache takes no more words than this, and none longer than {@link #CACHED_LENGTH}: some 10 MB at most. */
    private static final int CACHED_WORDS = 1 << 16;

    private static final int CACHED_LENGTH = 32;

    private final BpeVocabulary vocabulary;
    private final Cleaning cleaning;
    private final WordSplitter splitter;
    private final MergeTable merges;
    private final int startOfText;
    private final int endOfText;

    /** The id of each byte within a word, and at its end. */
    private final int[] inner = new int[256];

    private final int[] last = new int[256];

    /** The UTF-8 that each token stands for, a space in place of its end of word. */
    private final byte[][] utf8;

    private final Map<String, int[]> cache = new ConcurrentHashMap<>();

    /** A tokenizer for a vocabulary with CLIP's cleaning. */
    public BpeTokenizer(BpeVocabulary vocabulary) {
        this(vocabulary, Cleaning.LOWER);
    }

    /**
     * A tokenizer for a vocabulary.
     *
     * @throws IllegalArgumentException if a token is spelt with a character that stands for no byte
     */
    public BpeTokenizer(BpeVocabulary vocabulary, Cleaning cleaning) {
        this.vocabulary = vocabulary;
        this.cleaning = cleaning;
        this.splitter = new WordSplitter(vocabulary.specials());
        this.merges = new MergeTable(vocabulary.merges());
        this.utf8 = vocabulary.tokens().stream().map(this::utf8).toArray(byte[][]::new);
        Map<String, Integer> ids = new HashMap<>();
        List<String> tokens = vocabulary.tokens();
        IntStream.range(0, tokens.size()).forEach(id -> ids.put(tokens.get(id), id));
        for (int octet = 0; octet < 256; octet++) {
            inner[octet] = require(ids, ByteAlphabet.symbol(octet));
            last[octet] = require(ids, ByteAlphabet.symbol(octet) + BpeVocabulary.END_OF_WORD);
        }
        this.startOfText = require(ids, vocabulary.specials().start());
        this.endOfText = require(ids, vocabulary.specials().end());
    }

    /** The vocabulary, as it is saved. */
    public BpeVocabulary vocabulary() {
        return vocabulary;
    }

    /** What stands beside its {@code tokenizer.json}. */
    public TokenizerConfig config() {
        return TokenizerConfig.ofClip(vocabulary.specials()).withCleaning(cleaning, false);
    }

    @Override
    public int vocabularySize() {
        return utf8.length;
    }

    @Override
    public OptionalInt startOfText() {
        return OptionalInt.of(startOfText);
    }

    @Override
    public int endOfText() {
        return endOfText;
    }

    /** {@inheritDoc} Always 0, as OpenAI's and open_clip's; Hugging Face's files name another, which CLIP never sees. */
    @Override
    public int padding() {
        return 0;
    }

    @Override
    public String hash() {
        ContentHash hash = new ContentHash().add("bpe").add(cleaning.label());
        hash.add(vocabulary.specials().start()).add(vocabulary.specials().end());
        hash.add(vocabulary.tokens().size());
        vocabulary.tokens().forEach(hash::add);
        vocabulary.merges().forEach(merge -> hash.add(merge.left()).add(merge.right()));
        return hash.hex();
    }

    @Override
    public void save(Path folder) throws IOException {
        TokenizerJsonWriter.write(vocabulary, folder.resolve(TokenizerConfig.TOKENIZER));
        config().write(folder);
    }

    @Override
    public int[] encode(String text) {
        IntStream.Builder ids = IntStream.builder();
        splitter.split(cleaning.apply(text), word -> {
            for (int id : encodeWord(word)) {
                ids.add(id);
            }
        });
        return ids.build().toArray();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if an id is not of this vocabulary
     */
    @Override
    public String decode(int[] ids) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int id : ids) {
            if (id < 0 || id >= utf8.length) {
                throw new IllegalArgumentException("decode failed: id: " + id + ", expected 0 to " + (utf8.length - 1));
            }
            bytes.writeBytes(utf8[id]);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private int[] encodeWord(String word) {
        int[] cached = cache.get(word);
        if (cached != null) {
            return cached;
        }
        int[] ids = mergeWord(word);
        if (word.length() <= CACHED_LENGTH && cache.size() < CACHED_WORDS) {
            cache.put(word, ids);
        }
        return ids;
    }

    private int[] mergeWord(String word) {
        if (word.equals(vocabulary.specials().start())) {
            return new int[] {startOfText};
        }
        if (word.equals(vocabulary.specials().end())) {
            return new int[] {endOfText};
        }
        byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
        int[] symbols = new int[bytes.length];
        for (int i = 0; i < bytes.length - 1; i++) {
            symbols[i] = inner[bytes[i] & 0xFF];
        }
        symbols[bytes.length - 1] = last[bytes[bytes.length - 1] & 0xFF];
        return WordMerger.merge(merges, symbols);
    }

    private byte[] utf8(String token) {
        if (token.equals(vocabulary.specials().start())
                || token.equals(vocabulary.specials().end())) {
            return token.getBytes(StandardCharsets.UTF_8);
        }
        boolean endsWord = token.endsWith(BpeVocabulary.END_OF_WORD);
        String spelling = endsWord ? token.substring(0, token.length() - BpeVocabulary.END_OF_WORD.length()) : token;
        byte[] bytes = ByteAlphabet.bytes(spelling);
        if (bytes == null) {
            throw new IllegalArgumentException("tokenizer refused: token " + Shown.quoted(token)
                    + ": a character that stands for no byte, expected the byte-level alphabet");
        }
        if (!endsWord) {
            return bytes;
        }
        byte[] spaced = Arrays.copyOf(bytes, bytes.length + 1);
        spaced[bytes.length] = ' ';
        return spaced;
    }

    private static int require(Map<String, Integer> ids, String token) {
        Integer id = ids.get(token);
        if (id == null) {
            throw new IllegalStateException("vocabulary lacks \"" + token + "\", which it was checked for");
        }
        return id;
    }
}
