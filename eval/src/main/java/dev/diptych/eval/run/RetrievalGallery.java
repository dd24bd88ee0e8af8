package dev.diptych.eval.run;

import dev.diptych.eval.report.CaptionCard;
import dev.diptych.eval.report.ImageCard;
import dev.diptych.eval.report.RetrievalCards;
import dev.diptych.eval.report.RetrievalSample;
import dev.diptych.eval.retrieval.Embeddings;
import dev.diptych.eval.retrieval.NearestNeighbours;
import dev.diptych.eval.retrieval.Neighbour;
import dev.diptych.eval.zeroshot.RetrievalEvaluation;
import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageDecoder;
import dev.diptych.image.codec.ImageEncoder;
import dev.diptych.ingest.report.Thumbnail;
import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.shard.SampleReading;
import dev.diptych.report.Picture;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Picks from an evaluation what a page shows of it. */
public final class RetrievalGallery {
    private static final int CARDS = 18; // whole rows of two or three
    private static final int EXTREMES = 6;
    private static final int NEAREST = 5;
    private static final int LARGEST_SIDE = 72; // pixels of a picture in the gallery

    private final RetrievalEvaluation evaluation;
    private final ImageDecoder decoder = new ImageDecoder();

    private RetrievalGallery(RetrievalEvaluation evaluation) {
        this.evaluation = evaluation;
    }

    /**
     * The scores, and some pairs drawn at random with the best and the worst.
     *
     * @param data what was searched
     */
    public static RetrievalSample of(String data, RetrievalEvaluation evaluation) {
        RetrievalGallery gallery = new RetrievalGallery(evaluation);
        int[] chosen = gallery.choose();
        return new RetrievalSample(
                data,
                evaluation.ranks().metrics(),
                new RetrievalCards(
                        gallery.imageCards(chosen),
                        gallery.captionCards(chosen),
                        gallery.imageCards(gallery.best()),
                        gallery.imageCards(gallery.worst())));
    }

    /** The scores, with the best pairs and the worst: less to make and to keep as a run goes on. */
    static RetrievalSample extremes(String data, RetrievalEvaluation evaluation) {
        RetrievalGallery gallery = new RetrievalGallery(evaluation);
        return new RetrievalSample(
                data,
                evaluation.ranks().metrics(),
                new RetrievalCards(
                        List.of(), List.of(), gallery.imageCards(gallery.best()), gallery.imageCards(gallery.worst())));
    }

    /** The same spread of pairs for every report over the same data. */
    private int[] choose() {
        int count = evaluation.captions().size();
        return new SplittableRandom(17)
                .ints(0, count)
                .distinct()
                .limit(Math.min(CARDS, count))
                .toArray();
    }

    /** The images whose own caption is first, by how far the second is behind. */
    private int[] best() {
        List<List<Neighbour>> nearest = NearestNeighbours.find(evaluation.images(), evaluation.texts(), 2);
        return images().filter(i ->
                        evaluation.ranks().ofImages()[i] == 1 && nearest.get(i).size() > 1)
                .sorted(Comparator.comparingDouble(i -> nearest.get(i).get(1).similarity()
                        - nearest.get(i).get(0).similarity()))
                .limit(EXTREMES)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** The images whose own caption is furthest down. */
    private int[] worst() {
        int[] ranks = evaluation.ranks().ofImages();
        return images().filter(i -> ranks[i] > 1)
                .sorted(Comparator.comparingInt(i -> -ranks[i]))
                .limit(EXTREMES)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private Stream<Integer> images() {
        return IntStream.range(0, evaluation.captions().size()).boxed();
    }

    private List<ImageCard> imageCards(int[] chosen) {
        List<List<Neighbour>> nearest =
                NearestNeighbours.find(evaluation.images().rows(chosen), evaluation.texts(), NEAREST);
        Embeddings average = evaluation.texts().mean();
        List<ImageCard> cards = new ArrayList<>();
        for (int card = 0; card < chosen.length; card++) {
            int i = chosen[card];
            List<ImageCard.Match> matches = nearest.get(card).stream()
                    .map(found -> new ImageCard.Match(
                            evaluation.captions().get(found.index()), found.similarity(), found.index() == i))
                    .toList();
            cards.add(new ImageCard(
                    picture(i),
                    evaluation.captions().get(i),
                    evaluation.ranks().ofImages()[i],
                    matches,
                    evaluation.images().dot(i, average)));
        }
        return cards;
    }

    private List<CaptionCard> captionCards(int[] chosen) {
        List<List<Neighbour>> nearest =
                NearestNeighbours.find(evaluation.texts().rows(chosen), evaluation.images(), NEAREST);
        List<CaptionCard> cards = new ArrayList<>();
        for (int card = 0; card < chosen.length; card++) {
            int i = chosen[card];
            List<CaptionCard.Match> matches = nearest.get(card).stream()
                    .map(found -> new CaptionCard.Match(picture(found.index()), found.similarity(), found.index() == i))
                    .toList();
            cards.add(new CaptionCard(
                    evaluation.captions().get(i), evaluation.ranks().ofTexts()[i], matches));
        }
        return cards;
    }

    /** Reads and decodes a picture anew: those that are shown are few. */
    private Picture picture(int index) {
        int number = evaluation.numbers()[index];
        Sample sample = evaluation.samples().read(number);
        byte[] file = sample.image().orElseThrow();
        RgbImage image =
                decoder.decode(file, evaluation.samples().place(number)).image();
        RgbImage small = Thumbnail.fit(image, LARGEST_SIDE);
        List<String> captions = SampleReading.of(sample).metadata().captions();
        return Picture.of("image/png", ImageEncoder.png(small), captions.get(0));
    }
}
