package dev.diptych.eval.zeroshot;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.contrastive.data.source.LooseFile;
import dev.diptych.contrastive.data.source.SampleSources;
import dev.diptych.contrastive.data.source.SampleStamp;
import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.contrastive.data.source.SourceOptions;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.caption.Row;
import dev.diptych.ingest.name.BelowFolder;
import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.table.RowSink;
import dev.diptych.ingest.table.TableHead;
import dev.diptych.ingest.table.dataset.CocoRows;
import dev.diptych.ingest.table.dataset.KarpathyRows;
import dev.diptych.ingest.table.text.TextForm;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The images of one of Karpathy's splits, each with its sentences as captions. */
public final class SplitSamples implements Samples {
    /** The split that is published on. */
    public static final String TEST = "test";

    private static final String SPLIT = "split";
    private static final String ANY_IMAGE = "jpg"; // decoders go by the bytes

    private final Path file;
    private final BelowFolder folder;
    private final List<String> paths = new ArrayList<>();
    private final List<List<String>> captions = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();

    private SplitSamples(Path file, Path images) {
        this.file = file;
        this.folder = new BelowFolder(images.toAbsolutePath());
    }

    /**
     * Reads a file of splits ({@code dataset_coco.json}, {@code dataset_flickr30k.json}).
     *
     * @param images the folder in which the paths of the file begin, or the images' own
     * @throws IngestException if the file is missing, of another kind, or has no such split
     */
    public static SplitSamples open(Path file, String split, Path images) {
        SplitSamples samples = new SplitSamples(file, images);
        Rows rows = samples.new Rows(split);
        try (Reader text = TextForm.PLAIN.reader(Files.newInputStream(file))) {
            KarpathyRows.read(file.toString(), text, rows);
        } catch (IOException e) {
            throw IngestException.unreadable(file.toString(), e, "Karpathy's splits");
        }
        if (samples.size() == 0) {
            throw new IngestException(
                    Reason.EMPTY, file.toString(), "no image of split '" + split + "', expected one of " + rows.found);
        }
        return samples;
    }

    /**
     * The images of a split, or where there is no file of splits all samples of the data.
     *
     * @param data as {@link SampleSources} takes it, or the folder of {@link #open}
     */
    public static Samples orAll(String data, Optional<Path> splits, String split, SampleSources.Notes notes) {
        return splits.isPresent()
                ? open(splits.get(), split, Path.of(data))
                : SampleSources.open(data, SourceOptions.AUTO, notes);
    }

    @Override
    public int size() {
        return paths.size();
    }

    @Override
    public String key(int index) {
        return paths.get(index);
    }

    @Override
    public String place(int index) {
        return file.getFileName() + "!" + key(index);
    }

    @Override
    public Sample read(int index) {
        return new Sample(key(index), Map.of(ANY_IMAGE, LooseFile.read(image(index)), "json", json(index)));
    }

    @Override
    public Sample readTexts(int index) {
        return new Sample(key(index), Map.of("json", json(index)));
    }

    @Override
    public SampleStamp stamp(int index) {
        return new SampleStamp(
                key(index),
                LooseFile.of(image(index)).hashCode(),
                captions.get(index).hashCode());
    }

    @Override
    public List<String> leftOut() {
        return leftOut;
    }

    private Path image(int index) {
        String path = key(index);
        Path whole = folder.file(path);
        return Files.exists(whole) ? whole : folder.file(path.substring(path.lastIndexOf('/') + 1));
    }

    private byte[] json(int index) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        captions.get(index).forEach(json.putArray("captions")::add);
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Takes the rows of one split. */
    private final class Rows implements RowSink {
        private final String split;
        private final TreeSet<String> found = new TreeSet<>();

        private Rows(String split) {
            this.split = split;
        }

        @Override
        public void head(TableHead head) {
            // of JSON there is none
        }

        @Override
        public void row(Row row) {
            String own = String.join("", row.values(SPLIT));
            found.add(own);
            if (own.equals(split)) {
                paths.add(row.values(KarpathyRows.PATH).get(0));
                captions.add(row.values(CocoRows.CAPTION));
            }
        }

        @Override
        public void bad(String where, String detail) {
            leftOut.add(file + ": " + where + ": " + detail);
        }
    }
}
