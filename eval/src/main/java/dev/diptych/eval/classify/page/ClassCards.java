package dev.diptych.eval.classify.page;

import dev.diptych.eval.classify.Example;
import dev.diptych.eval.classify.ZeroShotClassification;
import dev.diptych.eval.report.ImageCard;
import dev.diptych.image.codec.ImageEncoder;
import dev.diptych.ingest.report.Thumbnail;
import dev.diptych.report.Picture;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Images with the classes that they are most like. */
final class ClassCards {
    private static final int NEAREST = 5;
    private static final int LARGEST_SIDE = 72; // pixels of a picture

    private final List<String> names;

    ClassCards(ZeroShotClassification evaluation) {
        this.names = evaluation.classifier().names().names();
    }

    List<ImageCard> of(List<Example> examples) {
        return examples.stream().map(this::card).toList();
    }

    private ImageCard card(Example example) {
        float[] similarities = example.similarities();
        String name = names.get(example.label());
        List<ImageCard.Match> nearest = IntStream.range(0, similarities.length)
                .boxed()
                .sorted(Comparator.comparingDouble(c -> -similarities[c]))
                .limit(NEAREST)
                .map(c -> new ImageCard.Match(names.get(c), similarities[c], c == example.label()))
                .toList();
        double typical = IntStream.range(0, similarities.length)
                .mapToDouble(c -> similarities[c])
                .average()
                .orElse(0);
        byte[] png = ImageEncoder.png(Thumbnail.fit(example.image().image().get(), LARGEST_SIDE));
        return new ImageCard(Picture.of("image/png", png, name), name, example.rank(), nearest, typical);
    }
}
