package dev.diptych.eval.run;

import dev.diptych.eval.interval.Interval;
import dev.diptych.eval.report.CaptionCard;
import dev.diptych.eval.report.ImageCard;
import dev.diptych.eval.report.RetrievalCards;
import dev.diptych.eval.report.RetrievalSample;
import dev.diptych.eval.retrieval.Embeddings;
import dev.diptych.eval.retrieval.Matches;
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
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Picks from an evaluation what a page shows of it. */
public final class RetrievalGallery {
    private static final int CARDS = 18; // whole rows of two or three
    private static final int EXTREMES = 6;
    private static final int NEAREST = 5;
    private static final int SEARCHED = 2000; // images among which the best cases are looked for
    private static final int LARGEST_SIDE = 72; // pixels of a picture in the gallery

    private final RetrievalEvaluation evaluation;
    private final Matches matches;
    private final ImageDecoder decoder = new ImageDecoder();

    private RetrievalGallery(RetrievalEvaluation evaluation) {
        this.evaluation = evaluation;
        this.matches = evaluation.ranks().matches();
    }

    /**
     * The scores, and some pairs drawn at random with the best and the worst.
     *
     * @param data what was searched
     * @param intervals 95 % intervals of the scores, by their names
     */
    public static RetrievalSample of(String data, RetrievalEvaluation evaluation, Map<String, Interval> intervals) {
        RetrievalGallery gallery = new RetrievalGallery(evaluation);
        return new RetrievalSample(
                data,
                evaluation.ranks().metrics(),
                intervals,
                new RetrievalCards(
                        gallery.imageCards(choose(evaluation.images().count())),
                        gallery.captionCards(choose(evaluation.texts().count())),
                        gallery.imageCards(gallery.best()),
                        gallery.imageCards(gallery.worst())));
    }

    /** The scores, with the best pairs and the worst: less to make and to keep as a run goes on. */
    static RetrievalSample extremes(String data, RetrievalEvaluation evaluation) {
        RetrievalGallery gallery = new RetrievalGallery(evaluation);
        return new RetrievalSample(
                data,
                evaluation.ranks().metrics(),
                Map.of(),
                new RetrievalCards(
                        List.of(), List.of(), gallery.imageCards(gallery.best()), gallery.imageCards(gallery.worst())));
    }

    /** The same spread of pairs for every report over the same data. */
    private static int[] choose(int count) {
        return new SplittableRandom(17)
                .ints(0, count)
                .distinct()
                .limit(Math.min(CARDS, count))
                .toArray();
    }

    /** The images whose own caption is first, by how far the first of another image is behind; among {@link #SEARCHED}. */
    private int[] best() {
        int[] ranks = evaluation.ranks().ofImages();
        int[] first = images().filter(image -> ranks[image] == 1)
                .limit(SEARCHED)
                .mapToInt(Integer::intValue)
                .toArray();
        int own = Arrays.stream(first).map(matches::textsOf).max().orElse(1);
        List<List<Neighbour>> nearest =
                NearestNeighbours.find(evaluation.images().rows(first), evaluation.texts(), own + 1);
        return IntStream.range(0, first.length)
                .boxed()
                .filter(i -> lead(first[i], nearest.get(i)).isPresent())
                .sorted(Comparator.comparingDouble(
                        i -> -lead(first[i], nearest.get(i)).orElseThrow()))
                .limit(EXTREMES)
                .mapToInt(i -> first[i])
                .toArray();
    }

    /** How far the nearest text is ahead of the nearest of another image; nothing where there is none. */
    private OptionalDouble lead(int image, List<Neighbour> nearest) {
        return nearest.stream()
                .filter(found -> matches.image(found.index()) != image)
                .mapToDouble(found -> nearest.get(0).similarity() - found.similarity())
                .findFirst();
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
        return IntStream.range(0, evaluation.images().count()).boxed();
    }

    private List<ImageCard> imageCards(int[] chosen) {
        List<List<Neighbour>> nearest =
                NearestNeighbours.find(evaluation.images().rows(chosen), evaluation.texts(), NEAREST);
        Embeddings average = evaluation.texts().mean();
        List<ImageCard> cards = new ArrayList<>();
        for (int card = 0; card < chosen.length; card++) {
            int i = chosen[card];
            List<ImageCard.Match> shown = nearest.get(card).stream()
                    .map(found -> new ImageCard.Match(
                            evaluation.captions().get(found.index()),
                            found.similarity(),
                            matches.image(found.index()) == i))
                    .toList();
            cards.add(new ImageCard(
                    picture(i),
                    captions(i),
                    evaluation.ranks().ofImages()[i],
                    shown,
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
            List<CaptionCard.Match> shown = nearest.get(card).stream()
                    .map(found -> new CaptionCard.Match(
                            picture(found.index()), found.similarity(), found.index() == matches.image(i)))
                    .toList();
            cards.add(new CaptionCard(
                    evaluation.captions().get(i), evaluation.ranks().ofTexts()[i], shown));
        }
        return cards;
    }

    private String captions(int image) {
        return IntStream.range(0, matches.textsOf(image))
                .mapToObj(number -> evaluation.captions().get(matches.text(image, number)))
                .collect(Collectors.joining(" / "));
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
