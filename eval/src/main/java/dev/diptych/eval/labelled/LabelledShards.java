package dev.diptych.eval.labelled;

import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageDecoder;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.shard.ShardList;
import dev.diptych.ingest.shard.ShardReader;
import dev.diptych.text.prompt.ClassNames;
import dev.diptych.text.prompt.PromptTemplates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * WebDataset shards whose samples have a member {@code .cls}, the number of their class, in CLIP_benchmark's layout: {@code
 * classnames.txt} and {@code zeroshot_classification_templates.txt} beside the shards or in the folder above, {@code nshards.txt} beside
 * them. The labels are read first, so that a damaged shard is known before any work.
 */
final class LabelledShards implements LabelledImages {
    private static final String LABEL = "cls";
    private static final String COUNT = "nshards.txt";
    private static final String CLASSES = "classnames.txt";
    private static final String TEMPLATES = "zeroshot_classification_templates.txt";

    private final List<Path> shards;
    private final Path folder;
    private final ImageDecoder decoder = new ImageDecoder();
    private final List<String> leftOut = new ArrayList<>();
    private final Labels labels;

    private LabelledShards(List<Path> shards) {
        this.shards = shards;
        Path parent = shards.get(0).toAbsolutePath().getParent();
        this.folder = parent == null ? Path.of("") : parent;
        requireAll();
        IntStream.Builder numbers = IntStream.builder();
        readLabelled(List.of(LABEL), leftOut::add, (sample, number) -> numbers.add(number));
        this.labels = Labels.ofNumbers(numbers.build().toArray());
    }

    /** @param spec as {@link ShardList#expand} takes it */
    static LabelledShards open(String spec) {
        return new LabelledShards(ShardList.expand(spec));
    }

    @Override
    public Labels labels() {
        return labels;
    }

    @Override
    public void read(Consumer<LabelledImage> taker) {
        List<String> wanted = new ArrayList<>(Sample.imageExtensions());
        wanted.add(LABEL);
        int[] count = {0};
        readLabelled(wanted, line -> {}, (sample, number) -> {
            byte[] file = sample.image().orElse(null);
            long bytes = file == null ? 0 : file.length;
            taker.accept(new LabelledImage(count[0]++, sample.key(), bytes, () -> decode(file, sample.key())));
        });
    }

    @Override
    public List<String> leftOut() {
        return leftOut;
    }

    @Override
    public Optional<ClassNames> classNames() {
        return beside(CLASSES).map(file -> read(() -> ClassNames.read(file)));
    }

    @Override
    public Optional<PromptTemplates> templates() {
        return beside(TEMPLATES).map(file -> read(() -> PromptTemplates.read(file)));
    }

    private RgbImage decode(byte @Nullable [] file, String place) {
        if (file == null) {
            throw new IngestException(Reason.EMPTY, place, "no image, expected one beside its label");
        }
        return decoder.decode(file, place).image();
    }

    /** Hands over the samples that have a label, with that. */
    private void readLabelled(List<String> wanted, Consumer<String> unlabelled, ObjIntConsumer<Sample> taker) {
        for (Path shard : shards) {
            String name = shard.getFileName().toString();
            try (ShardReader reader = ShardReader.open(shard, wanted::contains)) {
                for (Sample found = reader.next(); found != null; found = reader.next()) {
                    Sample sample = new Sample(name + "!" + found.key(), found.members());
                    byte[] label = sample.members().get(LABEL);
                    if (label == null) {
                        unlabelled.accept(sample.key() + ": no ." + LABEL);
                    } else {
                        taker.accept(sample, number(label, sample.key()));
                    }
                }
            }
        }
    }

    private static int number(byte[] label, String place) {
        String text = new String(label, StandardCharsets.UTF_8).strip();
        if (!text.matches("\\d{1,9}")) {
            String shown = text.substring(0, Math.min(20, text.length()));
            throw new IngestException(
                    Reason.CORRUPT, place + "." + LABEL, "'" + shown + "', expected the number of a class");
        }
        return Integer.parseInt(text);
    }

    /** A score over a part of a set is none of the set. */
    private void requireAll() {
        Path file = folder.resolve(COUNT);
        if (!Files.exists(file)) {
            return;
        }
        String text =
                read(() -> Files.readString(file, StandardCharsets.ISO_8859_1)).strip();
        if (!text.equals(Integer.toString(shards.size()))) {
            throw new IngestException(
                    Reason.MISSING,
                    folder.toString(),
                    shards.size() + " shards, expected " + text.substring(0, Math.min(20, text.length())) + " as "
                            + COUNT + " says");
        }
    }

    private Optional<Path> beside(String name) {
        return IntStream.range(0, 2)
                .mapToObj(up -> up == 0 ? folder : folder.resolveSibling(""))
                .map(place -> place.resolve(name))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private interface Reading<T> {
        T get() throws IOException;
    }

    private static <T> T read(Reading<T> reading) {
        try {
            return reading.get();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
