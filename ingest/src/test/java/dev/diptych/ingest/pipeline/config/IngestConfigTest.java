package dev.diptych.ingest.pipeline.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diptych.config.ConfigException;
import dev.diptych.config.ConfigFile;
import dev.diptych.image.resize.ResizeMode;
import dev.diptych.ingest.duplicate.Dedup;
import dev.diptych.ingest.output.OutputFormat;
import dev.diptych.ingest.pipeline.config.ImageConfig.Decoding;
import dev.diptych.ingest.pipeline.config.ImageConfig.EncodeFormat;
import dev.diptych.ingest.shard.FileHash;
import dev.diptych.ingest.split.Splits;
import dev.diptych.ingest.table.KeyTransform;
import dev.diptych.ingest.table.TableConfig;
import dev.diptych.ingest.table.TableFormat;
import dev.diptych.ingest.table.text.TextForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class IngestConfigTest {
    private static final Path BASE = Path.of("base");

    private static IngestConfig read(String yaml) {
        return ConfigFile.parse("i.yaml", yaml).as(root -> IngestConfig.from(root, BASE));
    }

    private static List<String> problems(String yaml) {
        return catchThrowableOfType(ConfigException.class, () -> read(yaml)).problems();
    }

    @Test
    void pinsEveryDefault() {
        IngestConfig config = read("sources: [{archive: a.zip}]");

        SourceConfig source = config.sources().get(0);
        assertThat(source.archive()).isEqualTo(Path.of("base/a.zip"));
        assertThat(source.images().pattern())
                .isEqualTo("(?i)(?<key>.+)\\.(?:jpe?g|jpe|pjpeg|jfif|png|webp|gif|bmp|tiff?)");
        assertThat(source.keyTransforms()).isEmpty();
        assertThat(config.tables()).isEmpty();
        assertThat(config.captions()).hasToString("[{captions|caption|txt}]");
        assertThat(config.output())
                .isEqualTo(new OutputConfig(
                        Splits.parse("train"),
                        "concept",
                        null,
                        OutputFormat.WEBDATASET,
                        1000,
                        FileHash.Algorithm.SHA256,
                        new ImageConfig(
                                EncodeFormat.KEEP,
                                95,
                                false,
                                0,
                                ResizeMode.BORDER,
                                false,
                                0,
                                0,
                                0,
                                25_000_000,
                                Decoding.EXACT,
                                false,
                                67_108_864),
                        Dedup.NONE,
                        4,
                        List.of()));
    }

    @Test
    void readsEveryKey() {
        IngestConfig config = read("""
            sources:
              - archive: /data/a.tgz
                images: 'img/(?<key>\\d+)\\.png'
                key_transform: [lower]
            tables:
              - archive: a.tgz
                member: names.txt
                format: tsv
                key_column: id
                key_transform: [base_name, drop_extension]
                split_columns: {tags: ';'}
                where:
                  - {column: licence, in: [mit], not_in: [gpl], matches: 'm.*'}
              - file: more.json
                keys_as: id
                values_as: tags
            captions: ['{name}', '{tags:words}']
            output:
              split: train=0.75,val=0.25
              split_by: id
              licence_column: licence
              output_format: files
              number_sample_per_shard: 10
              compute_hash: md5
              skip_reencode: true
              resize_only_if_bigger: true
              min_image_size: 3
              max_image_area: 90
              max_aspect_ratio: 2.5
              decode_scale: fast
              keep_truncated: true
              dedup: near
              dedup_threshold: 6
              against: [eval]
              encode_format: jpg
              encode_quality: 80
              image_size: 64
              resize_mode: center_crop
              max_image_pixels: 100
              max_file_bytes: 1000
            """);

        assertThat(config.sources().get(0).archive()).isEqualTo(Path.of("/data/a.tgz"));
        assertThat(config.sources().get(0).keyTransforms()).containsExactly(KeyTransform.LOWER);
        TableConfig first = config.tables().get(0);
        assertThat(first.format()).isEqualTo(TableFormat.TSV);
        assertThat(first.keyTransforms()).containsExactly(KeyTransform.BASE_NAME, KeyTransform.DROP_EXTENSION);
        assertThat(first.separators()).isEqualTo(Map.of("tags", ";"));
        assertThat(first.filters()).hasSize(1);
        TableConfig second = config.tables().get(1);
        assertThat(second.member()).isNull();
        assertThat(second.format()).isEqualTo(TableFormat.JSON);
        assertThat(second.keyColumn()).isEqualTo("id");
        assertThat(config.output())
                .isEqualTo(new OutputConfig(
                        new Splits(List.of(new Splits.Part("train", 0.75), new Splits.Part("val", 0.25))),
                        "id",
                        "licence",
                        OutputFormat.FILES,
                        10,
                        FileHash.Algorithm.MD5,
                        new ImageConfig(
                                EncodeFormat.JPG,
                                80,
                                true,
                                64,
                                ResizeMode.CENTER_CROP,
                                true,
                                3,
                                90,
                                2.5,
                                100,
                                Decoding.FAST,
                                true,
                                1000),
                        Dedup.NEAR,
                        6,
                        List.of(Path.of("base/eval").toString())));
    }

    @Test
    void listsEveryProblemAtOnce() {
        assertThat(problems("""
            sources:
              - archive: a.zip
                images: 'img/\\d+\\.png'
              - archive: 5
                imgaes: x
            tables:
              - archive: a.zip
                key_column: id
                key_transform: [upside_down]
                where: [{column: c}]
            """))
                .containsExactly(
                        "i.yaml:3: sources[0].images: 'img/\\d+\\.png', expected a regular expression with (?<key>...)",
                        "i.yaml:4: sources[1].archive: 5, expected a text; put it in quotes",
                        "i.yaml:7: tables[0].member: missing, expected a text",
                        "i.yaml:7: tables[0].format: missing, expected one of json, jsonl, csv, tsv, parquet, files,"
                                + " coco, karpathy, llava, imagefolder",
                        "i.yaml:9: tables[0].key_transform[0]: 'upside_down', expected one of lower, base_name,"
                                + " drop_extension, code_points, drop_fe0f",
                        "i.yaml:10: tables[0].where[0]: no condition, expected in, not_in or matches");
        assertThat(problems("""
            sources: []
            caption: ['{x}']
            captions: ['a cat']
            output:
              number_sample_per_shard: 0
              encode_format: gif
              image_sise: 3
            """))
                .containsExactly(
                        "i.yaml:1: sources: a list of 0 values, expected a list of at least one archive or folder",
                        "i.yaml:3: captions: a list of 1 value, expected templates: 'a cat', expected text with columns"
                                + " in braces: {column}, {this|or that}, {column:words} or {column:lower}",
                        "i.yaml:5: output.number_sample_per_shard: 0, expected a whole number from 1 to 10000",
                        "i.yaml:6: output.encode_format: 'gif', expected one of keep, png, jpg, webp");
    }

    @Test
    void suggestsTheKeyThatWasMeant() {
        assertThat(problems("sources: [{archive: a.zip, image: x}]\noutput: {image_sise: 3}\n"))
                .containsExactly(
                        "i.yaml:1: sources[0].image: unknown key, expected one of table, archive, images,"
                                + " key_transform, text; did you mean images?",
                        "i.yaml:2: output.image_sise: unknown key, expected one of split, split_by, licence_column,"
                                + " output_format, number_sample_per_shard, compute_hash, encode_format,"
                                + " encode_quality, skip_reencode, image_size, resize_mode, resize_only_if_bigger,"
                                + " min_image_size, max_image_area, max_aspect_ratio, max_image_pixels,"
                                + " decode_scale, keep_truncated, max_file_bytes, dedup, dedup_threshold, against; did you mean"
                                + " image_size?");
    }

    @Test
    void rejectsCombinationsThatMakeNoSense() {
        assertThatThrownBy(() -> read("sources: [{archive: a.zip}]\noutput: {image_size: 64}\n"))
                .hasMessage(
                        "i.yaml:2: output: image_size: 64 with encode_format keep, expected encode_format png, jpg or"
                                + " webp");
        assertThat(problems("sources: [{archive: a.zip, images: '(?<key>'}]"))
                .singleElement()
                .asString()
                .contains("sources[0].images: '(?<key>', expected a regular expression (");
        assertThat(problems("sources: [{archive: a.zip}]\ntables: [{file: a.csv, archive: b.zip}]\ncaptions: ['{x}']"))
                .first()
                .isEqualTo("i.yaml:2: tables[0].file: 'a.csv', expected either file, or archive and member");
    }

    @Test
    void anyImageIsWhatItsExpressionSays() {
        SourceConfig known = SourceConfig.of(BASE, Pattern.compile(SourceConfig.ANY_IMAGE), List.of());
        SourceConfig matched = SourceConfig.of(BASE, Pattern.compile("(?:)" + SourceConfig.ANY_IMAGE), List.of());
        List<String> names = List.of(
                "",
                ".",
                ".jpg",
                "a",
                "a.",
                "a.jpg",
                "a/.jpg",
                "a.b/c.JPeG",
                "a.jpg.txt",
                "a.txt.jpg",
                "a..png",
                "a.webp",
                "a.gif",
                "a.bmp",
                "a.tif",
                "a.TIFF",
                "a.tiffs",
                "a.jpeeg",
                "a.jfif",
                "a.JPE",
                "a.pjpeg",
                "a.pjpg",
                "a.jpg ",
                "jpg",
                "b/a.jpg/",
                "\u00e9.Png",
                "a.svg");
        for (String name : names) {
            assertThat(known.key(name)).as(name).isEqualTo(matched.key(name));
        }
        assertThat(known.key("a.b/c.JPeG")).contains("a.b/c");
    }

    @Test
    void theQuickstartsRecipesAreValid() {
        for (String name : List.of("emoji-train.yaml", "emoji-heldout.yaml")) {
            IngestConfig config =
                    ConfigFile.read(Path.of("../configs/recipes", name)).as(root -> IngestConfig.from(root, BASE));
            assertThat(config.tables()).hasSize(2);
            String member = config.sources().get(0).archive().toString().contains("google")
                    ? "package/img/google/64/%s.png"
                    : "package/assets/%s.webp";
            SourceConfig source = config.sources().get(0);
            assertThat(source.key(member.formatted("0023-fe0f-20e3"))).contains("0023-20e3");
            assertThat(source.key(member.formatted("1f3fb"))).contains("1f3fb");
            assertThat(source.key(member.formatted("1f44b-1f3fb"))).isEmpty();
            assertThat(source.key(member.formatted("1f9d1-1f3fe-200d-1f384"))).isEmpty();
        }
    }

    @Test
    void theDocumentedExamplesAreValid() throws IOException {
        String page = Files.readString(Path.of("../docs/formats.md"));
        List<IngestConfig> configs = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(example -> read(example.group(1)))
                .toList();
        assertThat(configs).hasSize(4);
        assertThat(configs.get(0).sources()).hasSize(2);
        assertThat(configs.get(0).tables()).hasSize(2);
        assertThat(configs.get(0).captions()).hasSize(3);
        assertThat(configs.get(1).tables()).extracting(TableConfig::text).doesNotContain(TextForm.PLAIN);
        assertThat(configs.get(2).sources())
                .extracting(source -> Objects.requireNonNull(source.rows()).keyColumn())
                .containsExactly("file_name", "path", "image", "file_name");
        assertThat(configs.get(3).tables().get(0).keyColumn()).isEqualTo("file_name");
        assertThat(configs.get(3).captions()).hasToString("[{caption}]");
    }
}
