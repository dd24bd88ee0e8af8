package dev.diptych.ingest.inspect;

import dev.diptych.image.DecodeOptions;
import dev.diptych.image.ImageException;
import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageDecoder;
import dev.diptych.image.codec.ImageEncoder;
import dev.diptych.ingest.report.HtmlReport;
import dev.diptych.ingest.report.SampleCard;
import dev.diptych.ingest.report.Thumbnail;
import dev.diptych.ingest.shard.IndexedShard;
import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.shard.SampleMetadata;
import dev.diptych.ingest.shard.ShardIndex;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Samples of a data set on one page, spread evenly over its shards, each read where its index says it lies. */
public final class ContactSheet {
    private static final int CELL = 128;
    private static final int GAP = 8;
    private static final int PAPER = 0xFFFFFF;
    private static final int MISSING = 0xD8D2C8;

    private final String name;
    private final long total;
    private final List<Shown> shown = new ArrayList<>();

    private record Shown(String where, Sample sample) {}

    /**
     * Picks the samples.
     *
     * @param name of the data set
     * @param count of samples at most
     */
    public ContactSheet(String name, List<Path> shards, int count) {
        this.name = name;
        List<ShardIndex> indices = shards.stream().map(ShardIndex::of).toList();
        this.total = indices.stream().mapToLong(index -> index.samples().size()).sum();
        long wanted = Math.min(total, count);
        long picked = 0;
        long before = 0;
        for (int i = 0; i < shards.size(); i++) {
            int size = indices.get(i).samples().size();
            try (IndexedShard shard = IndexedShard.open(shards.get(i), indices.get(i))) {
                for (; picked < wanted && total * picked / wanted < before + size; picked++) {
                    Sample sample = shard.sample((int) (total * picked / wanted - before));
                    shown.add(new Shown(shards.get(i).getFileName() + "!" + sample.key(), sample));
                }
            }
            before += size;
        }
    }

    /** Returns how many samples are on the page. */
    public int size() {
        return shown.size();
    }

    /** Returns the page with captions, as HTML that needs no other file. */
    public byte[] html() {
        List<SampleCard> cards = shown.stream()
                .map(each -> new SampleCard(
                        Thumbnail.dataUri(each.sample().image().orElse(new byte[0])),
                        SampleMetadata.of(each.sample()).captions(),
                        each.where()))
                .toList();
        String lead = size() + " of " + total + " samples, spread evenly over the shards.";
        return HtmlReport.contactSheet(name, lead, cards).getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the images alone, as a PNG; a sample that cannot be decoded is a grey square. */
    public byte[] png() {
        int columns = (int) Math.max(1, Math.ceil(Math.sqrt(size())));
        int rows = Math.max(1, (size() + columns - 1) / columns);
        RgbImage sheet = RgbImage.filled(columns * (CELL + GAP) + GAP, rows * (CELL + GAP) + GAP, PAPER);
        for (int i = 0; i < size(); i++) {
            RgbImage picture = picture(shown.get(i).sample());
            int left = GAP + i % columns * (CELL + GAP) + (CELL - picture.width()) / 2;
            int top = GAP + i / columns * (CELL + GAP) + (CELL - picture.height()) / 2;
            for (int y = 0; y < picture.height(); y++) {
                System.arraycopy(
                        picture.pixels(),
                        y * picture.width() * RgbImage.CHANNELS,
                        sheet.pixels(),
                        ((top + y) * sheet.width() + left) * RgbImage.CHANNELS,
                        picture.width() * RgbImage.CHANNELS);
            }
        }
        return ImageEncoder.png(sheet);
    }

    private static RgbImage picture(Sample sample) {
        ImageDecoder decoder = new ImageDecoder(
                new DecodeOptions(DecodeOptions.DEFAULT_MAX_PIXELS, DecodeOptions.DEFAULT_BACKGROUND, true));
        try {
            return Thumbnail.fit(
                    decoder.decode(sample.image().orElse(new byte[0])).image(), CELL);
        } catch (ImageException e) {
            return RgbImage.filled(CELL, CELL, MISSING);
        }
    }
}
