package dev.diptych.ingest.pipeline.write;

import dev.diptych.file.place.Locations;
import dev.diptych.image.DecodeOptions;
import dev.diptych.image.ImageException;
import dev.diptych.image.ImageFormat;
import dev.diptych.image.codec.ImageDecoder;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.archive.FolderListing;
import dev.diptych.ingest.archive.FolderListing.Listed;
import dev.diptych.ingest.duplicate.Dedup;
import dev.diptych.ingest.duplicate.Fingerprint;
import dev.diptych.ingest.duplicate.Hash128;
import dev.diptych.ingest.duplicate.ImageSignature;
import dev.diptych.ingest.duplicate.SeenImages;
import dev.diptych.ingest.manifest.ManifestEntry.Twin;
import dev.diptych.ingest.shard.FileHash;
import dev.diptych.ingest.shard.FileHash.Algorithm;
import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.shard.SampleMetadata;
import dev.diptych.ingest.shard.ShardList;
import dev.diptych.ingest.shard.ShardReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Images that must not be trained on: those of shards, or of a folder of image files. They are found as the same file, as
 * the file that a sample was made from, or as the same picture.
 */
public final class EvaluationSet {
    private static final int BATCH = 256;

    private final SeenImages seen;
    private final ImageDecoder decoder;
    private final List<Item> items = new ArrayList<>();
    private final List<Read> batch = new ArrayList<>();

    /** An image of the set: a file of its own, or a sample of a shard. */
    private record Item(Path file, @Nullable String key) {
        String name() {
            Path folder = file.getParent();
            String parent = folder == null ? "" : folder.getFileName() + "/";
            return parent + file.getFileName() + (key == null ? "" : "!" + key);
        }
    }

    /** An image of the set with its bytes, and the hash of the file that it was made from if that is known. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    private record Read(Item item, byte[] file, @Nullable Hash128 madeFrom) {}

    private EvaluationSet(int threshold, ImageDecoder decoder) {
        this.seen = new SeenImages(Dedup.NEAR, threshold);
        this.decoder = decoder;
    }

    /**
     * Reads the sets.
     *
     * @param specs folders of shards or images, or what {@link ShardList} takes
     * @throws IngestException if one is missing or damaged, or holds no image that can be decoded
     */
    public static EvaluationSet load(List<String> specs, int threshold, long maxPixels, boolean followLinks) {
        ImageDecoder decoder = new ImageDecoder(new DecodeOptions(maxPixels, DecodeOptions.DEFAULT_BACKGROUND, true));
        EvaluationSet set = new EvaluationSet(threshold, decoder);
        for (String spec : specs) {
            int before = set.items.size();
            Path folder = Locations.path(spec);
            if (Files.isDirectory(folder) && !ShardList.areIn(folder)) {
                set.addFiles(FolderListing.of(folder, followLinks));
            } else {
                ShardList.expand(spec).forEach(set::addShard);
            }
            set.addBatch();
            if (set.items.size() == before) {
                throw new IngestException(
                        Reason.EMPTY, spec, "no image, expected an evaluation set of shards or images");
            }
        }
        return set;
    }

    /** Returns the image of the set that this one is. */
    Optional<Twin> find(Fingerprint image) {
        return seen.find(image)
                .map(match -> new Twin(items.get((int) match.place()).name(), match.distance()));
    }

    /** Returns the file of the image that {@link #find} found. */
    byte[] file(Fingerprint image) {
        Item item = items.get((int) seen.find(image).orElseThrow().place());
        if (item.key() == null) {
            return read(item.file());
        }
        try (ShardReader reader = ShardReader.open(item.file())) {
            for (Sample sample = reader.next(); sample != null; sample = reader.next()) {
                if (sample.key().equals(item.key())) {
                    return sample.image().orElseThrow();
                }
            }
        }
        throw new IngestException(Reason.MISSING, item.name(), "no such sample any more, expected it");
    }

    private void addShard(Path shard) {
        try (ShardReader reader = ShardReader.open(shard)) {
            for (Sample sample = reader.next(); sample != null; sample = reader.next()) {
                Optional<byte[]> image = sample.image();
                if (image.isPresent()) {
                    add(new Read(new Item(shard, sample.key()), image.get(), madeFrom(sample)));
                }
            }
        }
    }

    /** A link that is not followed might lead to an image that must not be missed. */
    private void addFiles(FolderListing listing) {
        for (Listed file : listing.files()) {
            IngestException problem = file.problem();
            if (problem != null) {
                throw problem;
            }
            Path path = listing.path(file);
            byte[] contents = read(path);
            if (ImageFormat.detect(contents).isPresent()) {
                add(new Read(new Item(path, null), contents, null));
            }
        }
    }

    private static @Nullable Hash128 madeFrom(Sample sample) {
        @Nullable FileHash hash = SampleMetadata.of(sample).hash();
        if (hash == null || hash.algorithm() != Algorithm.SHA256 || hash.hex().length() != 64) {
            return null;
        }
        return Hash128.parse(hash.hex());
    }

    private void add(Read image) {
        batch.add(image);
        if (batch.size() == BATCH) {
            addBatch();
        }
    }

    private void addBatch() {
        List<Optional<ImageSignature>> signatures =
                batch.parallelStream().map(this::signature).toList();
        for (int i = 0; i < batch.size(); i++) {
            Read read = batch.get(i);
            if (signatures.get(i).isPresent()) {
                Hash128 content = Hash128.of(read.file());
                seen.add(new Fingerprint(content, signatures.get(i).get()), items.size());
                items.add(read.item());
                if (read.madeFrom() != null) {
                    seen.alsoKnownAs(read.madeFrom());
                }
            }
        }
        batch.clear();
    }

    private Optional<ImageSignature> signature(Read read) {
        try {
            return Optional.of(ImageSignature.of(
                    decoder.decode(read.file(), read.item().name()).image()));
        } catch (ImageException e) {
            return Optional.empty();
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw IngestException.unreadable(file.toString(), e, "an image");
        }
    }
}
