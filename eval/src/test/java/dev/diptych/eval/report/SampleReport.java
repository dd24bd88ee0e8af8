package dev.diptych.eval.report;

import dev.diptych.eval.interval.Interval;
import dev.diptych.eval.retrieval.RetrievalMetrics;
import dev.diptych.report.Facts;
import dev.diptych.report.Picture;
import dev.diptych.report.chart.LineChart;
import dev.diptych.report.chart.Series;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** A report of a run that never was, for tests and, by its main method, for looking at. */
final class SampleReport {
    private static final String[] CAPTIONS = {
        "red heart",
        "grinning face with smiling eyes",
        "blue car, automobile, side view",
        "yellow star",
        "evergreen tree in the snow",
        "a very long caption of a place where many people meet to talk and eat and drink",
        "orange",
        "violet flower",
        "café crème & <b>gâteau</b>",
        "مرحبا بالعالم",
        "soccer ball",
        "waning crescent moon"
    };

    private SampleReport() {}

    public static void main(String[] arguments) throws IOException {
        HtmlReport.write(data(), Path.of(arguments[0]));
    }

    static ReportData data() throws IOException {
        Random random = new Random(7);
        List<Picture> pictures = new ArrayList<>();
        for (int i = 0; i < CAPTIONS.length; i++) {
            pictures.add(picture(i));
        }
        List<ImageCard> imageCards = new ArrayList<>();
        List<CaptionCard> captionCards = new ArrayList<>();
        for (int i = 0; i < CAPTIONS.length; i++) {
            int right = i % 4 == 3 ? -1 : i % 3;
            List<ImageCard.Match> captions = new ArrayList<>();
            List<CaptionCard.Match> images = new ArrayList<>();
            for (int k = 0; k < 5; k++) {
                int other = k == right ? i : (i + 1 + k) % CAPTIONS.length;
                double similarity = 0.62 - 0.06 * k - 0.02 * random.nextDouble();
                captions.add(new ImageCard.Match(CAPTIONS[other], similarity, k == right));
                images.add(new CaptionCard.Match(pictures.get(other), similarity, k == right));
            }
            int rank = right < 0 ? 37 + 100 * i : right + 1;
            imageCards.add(new ImageCard(pictures.get(i), CAPTIONS[i], rank, captions, 0.1));
            captionCards.add(new CaptionCard(CAPTIONS[i], rank, images));
        }
        return new ReportData(
                "quickstart",
                "A small CLIP of 4.1 M parameters, trained on 1,911 concepts in two drawing styles, evaluated on 1,510"
                        + " images in a third style that it has never seen.",
                "2026-01-31 · Diptych 0.1.0 · Linux amd64, 2 cores · shards/heldout",
                false,
                Optional.of(metrics(random)),
                Map.of("image_to_text_R@1", new Interval(0.25, 0.5)),
                List.of(),
                new RetrievalCards(imageCards, captionCards, imageCards.subList(0, 3), imageCards.subList(3, 6)),
                new ReportData.Training(
                        List.of(),
                        List.of(
                                LineChart.of(
                                        new Series("Loss", true, loss(random)),
                                        new LineChart.Level("chance", Math.log(256))),
                                LineChart.of(new Series("Learning rate", false, rate()))),
                        List.of()),
                List.of(
                        new Facts.Fact("Steps", "2,400 of 2,400"),
                        new Facts.Fact("Speed", "1,024 pairs/s"),
                        new Facts.Fact("Time", "5 min 12 s"),
                        new Facts.Fact("Parameters", "4.1 M (image 2.2 M, text 1.9 M)"),
                        new Facts.Fact("Device", "CPU, 2 threads"),
                        new Facts.Fact("Vocabulary", "4,096 tokens")),
                "# an experiment\nmodel:\n  embed_dim: 128   # <small>\nloss:\n  kind: clip\n",
                List.of(
                        new ReportData.NextStep(
                                "Evaluate again, on other shards:",
                                "./diptych eval retrieval --model runs/quickstart --shards 'mine/{00000..00009}.tar'"),
                        new ReportData.NextStep(
                                "Train on your own archives:",
                                "./diptych ingest my-archive.zip --output shards\n"
                                        + "./diptych train --config my.yaml --output runs/mine")));
    }

    private static RetrievalMetrics metrics(Random random) {
        int n = 300;
        float[] similarities = new float[n * n];
        for (int i = 0; i < similarities.length; i++) {
            similarities[i] = (float) random.nextGaussian() + (i / n == i % n ? 2 : 0);
        }
        return RetrievalMetrics.of(similarities, n, IntStream.range(0, n).toArray());
    }

    private static List<Series.Point> loss(Random random) {
        return IntStream.range(0, 2_400)
                .mapToObj(step -> new Series.Point(
                        step,
                        0.7 + 4.8 * Math.exp(-step / 500.0) + 0.25 * random.nextGaussian() * Math.exp(-step / 1500.0)))
                .toList();
    }

    private static List<Series.Point> rate() {
        return IntStream.range(0, 2_400)
                .mapToObj(step -> new Series.Point(
                        step,
                        step < 150 ? 1e-3 * (step + 1) / 150 : 5e-4 * (1 + Math.cos(Math.PI * (step - 150) / 2250.0))))
                .toList();
    }

    private static Picture picture(int index) throws IOException {
        BufferedImage image = new BufferedImage(96, 96, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, 96, 96);
        graphics.setColor(Color.getHSBColor(index / 12f, 0.7f, 0.9f));
        if (index % 2 == 0) {
            graphics.fillOval(8, 8, 80, 80);
        } else {
            graphics.fillRoundRect(8, 20, 80, 56, 20, 20);
        }
        graphics.dispose();
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        return Picture.of("image/png", png.toByteArray(), CAPTIONS[index]);
    }
}
