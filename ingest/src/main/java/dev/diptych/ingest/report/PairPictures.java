package dev.diptych.ingest.report;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.score.ScoredPair;
import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.shard.ShardReader;
import dev.diptych.report.Picture;
import dev.diptych.report.PictureGrid;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Small pictures of pairs with a score, read out of their shards. */
public final class PairPictures {
    private final Map<ScoredPair, String> dataUris = new HashMap<>();

    private PairPictures() {}

    /** Reads them; each shard is gone through once. */
    public static PairPictures read(Collection<ScoredPair> pairs) {
        Map<Path, Map<String, ScoredPair>> wanted = new TreeMap<>();
        pairs.forEach(pair -> wanted.computeIfAbsent(pair.shard(), shard -> new HashMap<>())
                .put(pair.sample().key(), pair));
        PairPictures pictures = new PairPictures();
        wanted.forEach(pictures::read);
        return pictures;
    }

    /** Returns these beside each other with score and caption, or nothing where none has a picture. */
    public Optional<PictureGrid> grid(List<ScoredPair> pairs) {
        List<PictureGrid.Item> items = new ArrayList<>();
        for (ScoredPair pair : pairs) {
            String dataUri = dataUris.get(pair);
            if (dataUri != null) {
                items.add(item(pair, dataUri));
            }
        }
        return items.isEmpty() ? Optional.empty() : Optional.of(new PictureGrid(items));
    }

    private static PictureGrid.Item item(ScoredPair pair, String dataUri) {
        String text = String.format(
                Locale.ROOT, "%.4f · %s", pair.score(), pair.sample().caption());
        return new PictureGrid.Item(
                new Picture(dataUri, text),
                pair.shard().getFileName() + "!" + pair.sample().key());
    }

    private void read(Path shard, Map<String, ScoredPair> wanted) {
        Map<String, ScoredPair> left = new HashMap<>(wanted);
        try (ShardReader reader = ShardReader.open(shard, Sample::isImage)) {
            for (Sample sample = reader.next(); sample != null && !left.isEmpty(); sample = reader.next()) {
                Optional<byte[]> image = sample.image();
                ScoredPair pair = image.isEmpty() ? null : left.remove(sample.key());
                if (pair != null) {
                    dataUris.put(pair, Thumbnail.dataUri(image.orElseThrow()));
                }
            }
        } catch (IngestException e) {
            return; // of a shard that is damaged further on, what was read before is shown
        }
    }
}
