package dev.diptych.eval.suite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.eval.classify.SingleLabel;
import dev.diptych.eval.interval.Interval;
import dev.diptych.eval.retrieval.Matches;
import dev.diptych.eval.retrieval.Ranks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Results of suites as JSON; docs/formats.md has the fields. */
final class OutcomesJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private OutcomesJson() {}

    static ObjectNode write(SuiteResult result) {
        ObjectNode json = JSON.createObjectNode();
        ObjectNode madeOf = json.putObject("made_of");
        result.madeOf().forEach(madeOf::put);
        ObjectNode scores = json.putObject("scores");
        result.scores()
                .forEach((name, score) -> scores.putObject(name)
                        .put("value", score.value())
                        .put("low", score.interval().low())
                        .put("high", score.interval().high())
                        .put("chance", score.chance()));
        result.outcomes().ifPresent(outcomes -> {
            if (outcomes instanceof ImageClasses images) {
                write(images, json.putObject("images"));
            } else if (outcomes instanceof PairRanks found) {
                Ranks ranks = found.ranks();
                ObjectNode pairs = json.putObject("pairs");
                put(pairs, "image_rank", ranks.ofImages());
                put(pairs, "text_rank", ranks.ofTexts());
                put(pairs, "image_of_text", ranks.matches().imageOfText());
            }
        });
        return json;
    }

    private static void write(ImageClasses images, ObjectNode json) {
        if (!images.prefix().isEmpty()) {
            json.put("prefix", images.prefix());
        }
        ArrayNode classes = json.putArray("classes");
        images.classes().forEach(classes::add);
        SingleLabel predictions = images.predictions();
        put(json, "label", predictions.labels());
        put(json, "predicted", predictions.predicted());
        put(json, "rank", predictions.ranks());
        ArrayNode confidences = json.putArray("confidence");
        for (double confidence : predictions.confidences()) {
            confidences.add((float) confidence);
        }
    }

    private static void put(ObjectNode json, String name, int[] values) {
        ArrayNode array = json.putArray(name);
        for (int value : values) {
            array.add(value);
        }
    }

    /** @throws IllegalArgumentException if it is something else */
    static SuiteResult read(JsonNode json) {
        Map<String, String> madeOf = new LinkedHashMap<>();
        json.path("made_of")
                .properties()
                .forEach(fact -> madeOf.put(fact.getKey(), fact.getValue().asText()));
        Map<String, Score> scores = new LinkedHashMap<>();
        json.path("scores").properties().forEach(score -> scores.put(score.getKey(), score(score.getValue())));
        Optional<Outcomes> outcomes = Optional.empty();
        if (json.has("images")) {
            outcomes = Optional.of(images(json.path("images")));
        } else if (json.has("pairs")) {
            JsonNode pairs = json.path("pairs");
            int[] ofTexts = numbers(pairs, "text_rank");
            int[] ofImages = numbers(pairs, "image_rank");
            Matches matches = Matches.of(ofImages.length, ofTexts.length, numbers(pairs, "image_of_text"));
            outcomes = Optional.of(new PairRanks(new Ranks(ofImages, ofTexts, matches)));
        }
        return new SuiteResult(madeOf, scores, outcomes);
    }

    private static Score score(JsonNode json) {
        Interval interval =
                new Interval(json.path("low").asDouble(), json.path("high").asDouble());
        return new Score(
                json.path("value").asDouble(), interval, json.path("chance").asDouble());
    }

    private static ImageClasses images(JsonNode json) {
        List<String> classes = new ArrayList<>();
        json.path("classes").forEach(name -> classes.add(name.asText()));
        ArrayNode array = json.withArray("confidence");
        double[] confidences = new double[array.size()];
        for (int i = 0; i < confidences.length; i++) {
            confidences[i] = array.get(i).asDouble();
        }
        return new ImageClasses(
                classes,
                new SingleLabel(
                        classes.size(),
                        numbers(json, "label"),
                        numbers(json, "predicted"),
                        numbers(json, "rank"),
                        confidences),
                json.path("prefix").asText());
    }

    private static int[] numbers(JsonNode json, String name) {
        JsonNode array = json.path(name);
        int[] numbers = new int[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = array.path(i).asInt();
        }
        return numbers;
    }
}
