package dev.diptych.ingest.pipeline.config;

import dev.diptych.config.Section;
import dev.diptych.ingest.archive.ReadOptions;
import dev.diptych.ingest.caption.CaptionTemplate;
import dev.diptych.ingest.caption.CaptionText;
import dev.diptych.ingest.score.KeepScore;
import dev.diptych.ingest.table.Captions;
import dev.diptych.ingest.table.TableConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What to read and what to make of it.
 *
 * @param sources archives and folders, in the order of the shards
 * @param tables caption tables; none to take captions from {@code .txt} and {@code .json} files beside the images
 * @param captions what is made of the tables' columns
 * @param maxCaptionLength the most Unicode characters of a caption
 * @param keepScore which samples of scored shards are taken; null for all
 * @param reading how archives and folders are read
 * @param output what the shards look like
 */
public record IngestConfig(
        List<SourceConfig> sources,
        List<TableConfig> tables,
        List<CaptionTemplate> captions,
        int maxCaptionLength,
        @Nullable KeepScore keepScore,
        ReadOptions reading,
        OutputConfig output) {
    public static final int MAX_CAPTION_LENGTH = CaptionText.MAX_LENGTH;

    public IngestConfig {
        sources = List.copyOf(sources);
        tables = List.copyOf(tables);
        captions = List.copyOf(captions);
        if (sources.isEmpty()) {
            throw new IllegalArgumentException("sources: none, expected at least one archive or folder");
        }
        if (maxCaptionLength < 1 || maxCaptionLength > MAX_CAPTION_LENGTH) {
            throw new IllegalArgumentException(
                    "max_caption_length: " + maxCaptionLength + ", expected 1 to " + MAX_CAPTION_LENGTH);
        }
        if (captions.isEmpty()) {
            throw new IllegalArgumentException("captions: none, expected at least one template");
        }
    }

    /** Returns the plain case: every image of the sources that has a caption file beside it. */
    public static IngestConfig of(List<Path> sources, OutputConfig output) {
        Pattern images = Pattern.compile(SourceConfig.ANY_IMAGE);
        return new IngestConfig(
                sources.stream()
                        .map(source -> SourceConfig.of(source, images, List.of()))
                        .toList(),
                List.of(),
                List.of(CaptionTemplate.parse(CaptionTemplate.BESIDE)),
                Captions.DEFAULT_MAX_LENGTH,
                null,
                ReadOptions.DEFAULT,
                output);
    }

    /**
     * Reads a configuration; {@code docs/formats.md} describes it.
     *
     * @param base the folder that relative paths in it start from
     */
    public static IngestConfig from(Section root, Path base) {
        return new IngestConfigReader(base).read(root);
    }
}
