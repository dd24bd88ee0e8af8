package dev.diptych.contrastive.recipe;

import dev.diptych.config.Section;
import dev.diptych.contrastive.data.CaptionDraw;
import dev.diptych.contrastive.data.source.SourceOptions;
import dev.diptych.contrastive.data.source.SourceOptions.Csv;
import dev.diptych.contrastive.data.source.SourceOptions.Type;
import dev.diptych.text.tokenizer.TextReduction;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the section {@code data} of a recipe. */
final class DataReader {
    private static final String AUTO = "auto";
    private static final Pattern BYTES = Pattern.compile("(\\d{1,15}) ?(?:([kmgt])(i?)b|b)?");
    private static final String NO_SEPARATOR = "\"\r\n";

    private DataReader() {}

    static DataConfig read(Section data) {
        Type type = data.choice("type", Type.AUTO);
        boolean needed = type != Type.SYNTHETIC || data.has("train");
        String train = needed
                ? data.joined("train", "one text, with :: between: shards::more/{0000..0042}.tar")
                : data.string("train", "");
        int numSamples = data.integer("num_samples", 0, 0, Integer.MAX_VALUE);
        if (type == Type.SYNTHETIC && numSamples == 0) {
            data.reject("num_samples", "with type synthetic how many are to be made");
        }
        return new DataConfig(
                train,
                new SourceOptions(type, csv(data.section("csv")), numSamples),
                factors(data, train),
                numSamples,
                data.integer("workers", 0, 0, 1024),
                cache(data),
                data.number("max_bad_samples", DataConfig.MAX_BAD_SAMPLES, 0, 1),
                new CaptionDraw(
                        data.choice("captions", CaptionDraw.Kind.ONE),
                        data.integer("max_keywords", 8, 0, 10_000),
                        data.choice("text_mask", TextReduction.TRUNCATE)));
    }

    private static Csv csv(Section section) {
        Csv standard = Csv.OPEN_CLIP;
        String separator = section.string("separator", String.valueOf(standard.separator()));
        char read = standard.separator();
        if (separator.length() == 1 && NO_SEPARATOR.indexOf(separator.charAt(0)) < 0) {
            read = separator.charAt(0);
        } else if (!separator.equals("\\t")) {
            section.reject("separator", "one character, and no quote or line end");
        }
        return new Csv(
                section.string("image_key", standard.imageKey()),
                section.string("caption_key", standard.captionKey()),
                read);
    }

    private static List<Double> factors(Section data, String train) {
        List<Double> factors = data.numbers("upsampling_factors", List.of(), Double.MIN_VALUE, Double.MAX_VALUE);
        int sources = train.split("::", -1).length;
        if (!factors.isEmpty() && factors.size() != sources) {
            data.reject("upsampling_factors", "as many numbers as data.train has sources, " + sources);
        }
        return factors;
    }

    private static OptionalLong cache(Section data) {
        String text = data.scalar("cache", AUTO).toLowerCase(Locale.ROOT);
        Matcher bytes = BYTES.matcher(text);
        if (bytes.matches()) {
            int power = bytes.group(2) == null ? 0 : "kmgt".indexOf(bytes.group(2)) + 1;
            double base = "i".equals(bytes.group(3)) ? 1024 : 1000;
            return OptionalLong.of((long) (Long.parseLong(bytes.group(1)) * Math.pow(base, power)));
        }
        if (!text.equals(AUTO)) {
            data.reject("cache", "auto or a number of bytes, such as 512MiB");
        }
        return OptionalLong.empty();
    }
}
