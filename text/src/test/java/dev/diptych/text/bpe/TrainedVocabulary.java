package dev.diptych.text.bpe;

import java.util.List;

/** Captions and the small vocabulary that they train, for tests. */
public final class TrainedVocabulary {
    static final List<String> CAPTIONS = List.of(
            "a cat on a mat",
            "a black cat",
            "two cats and a hat",
            "the hat of the black cat, on the mat",
            "Grüße aus München",
            "grüße aus köln",
            "don't sit on the cat's mat in 1999",
            "猫 on a mat 😀😀");

    private TrainedVocabulary() {}

    public static BpeVocabulary train() {
        return new BpeTrainer(560).train(CAPTIONS.stream());
    }
}
