package dev.diptych.search.serve;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A request for neighbours, with the fields of clip-retrieval's {@code /knn-service}, and {@code id}: a row of the index, for those
 * like it. The first of text, image, vector and row that is there counts.
 *
 * @param text null or blank for none
 * @param image a file's bytes
 * @param vector float32 [D], of any length but 0
 * @param row of the index
 * @param described how many of the rows get what they are, from the first
 * @param found how many rows
 * @param deduplicate whether rows that are much like an earlier one are left out
 */
record KnnRequest(
        @Nullable String text,
        byte @Nullable [] image,
        float @Nullable [] vector,
        @Nullable Integer row,
        int described,
        int found,
        boolean deduplicate) {
    private static final int MOST = 10_000;
    private static final int LONGEST_TEXT = 10_000;
    private static final int USUAL = 40; // clip-retrieval's client asks for that many

    /** @throws RefusedException if a field holds something else than it should */
    static KnnRequest of(JsonNode body, int dimensions, int rows) {
        if (!body.isObject()) {
            throw RefusedException.bad("the body: no JSON object, expected one with text, image or embedding_input");
        }
        if (isGiven(body.path("image_url"))) {
            throw RefusedException.bad(
                    "image_url: given, expected image with the file in base64; nothing is downloaded");
        }
        String modality = body.path("modality").asText("image");
        if (!modality.equals("image")) {
            throw RefusedException.bad("modality: '" + start(modality) + "', expected image");
        }
        int described = count(body, "num_images", USUAL);
        KnnRequest request = new KnnRequest(
                text(body.path("text")),
                image(body.path("image")),
                vector(body.path("embedding_input"), dimensions),
                row(body.path("id"), rows),
                described,
                count(body, "num_result_ids", described),
                body.path("deduplicate").asBoolean(false));
        if (request.text == null && request.image == null && request.vector == null && request.row == null) {
            throw RefusedException.bad("none of text, image, embedding_input and id, expected one of them");
        }
        return request;
    }

    /** The row whose like are asked for; null where something else is. */
    @Nullable
    Integer own() {
        return text == null && image == null && vector == null ? row : null;
    }

    private static boolean isGiven(JsonNode field) {
        return !field.isMissingNode()
                && !field.isNull()
                && !(field.isTextual() && field.textValue().isBlank());
    }

    private static @Nullable String text(JsonNode field) {
        if (!isGiven(field)) {
            return null;
        }
        if (!field.isTextual() || field.textValue().length() > LONGEST_TEXT) {
            throw RefusedException.bad(
                    "text: " + (field.isTextual() ? field.textValue().length() + " characters" : "no text")
                            + ", expected a text of at most " + LONGEST_TEXT + " characters");
        }
        return field.textValue();
    }

    private static byte @Nullable [] image(JsonNode field) {
        if (!isGiven(field)) {
            return null;
        }
        try {
            return Base64.getDecoder().decode(field.isTextual() ? field.textValue() : "!");
        } catch (IllegalArgumentException e) {
            throw RefusedException.bad("image: no base64, expected a file in base64 (RFC 4648, section 4)");
        }
    }

    private static float @Nullable [] vector(JsonNode field, int dimensions) {
        if (!isGiven(field)) {
            return null;
        }
        if (!field.isArray() || field.size() != dimensions) {
            throw RefusedException.bad("embedding_input: " + (field.isArray() ? field.size() + " values" : "no list")
                    + ", expected " + dimensions + " numbers");
        }
        float[] vector = new float[dimensions];
        double squares = 0;
        for (int i = 0; i < dimensions; i++) {
            if (!field.get(i).isNumber()) {
                throw RefusedException.bad("embedding_input: value " + i + " is no number, expected numbers");
            }
            vector[i] = (float) field.get(i).doubleValue();
            squares += (double) vector[i] * vector[i];
        }
        if (!(squares > 0) || Double.isInfinite(squares)) {
            throw RefusedException.bad("embedding_input: all 0, or too large, expected a direction");
        }
        double length = Math.sqrt(squares);
        for (int i = 0; i < dimensions; i++) {
            vector[i] = (float) (vector[i] / length);
        }
        return vector;
    }

    private static @Nullable Integer row(JsonNode field, int rows) {
        if (!isGiven(field)) {
            return null;
        }
        if (!field.isInt() || field.intValue() < 0 || field.intValue() >= rows) {
            throw RefusedException.bad("id: " + start(field.toString()) + ", expected a row from 0 to " + (rows - 1));
        }
        return field.intValue();
    }

    private static int count(JsonNode body, String name, int usual) {
        JsonNode field = body.path(name);
        if (!isGiven(field)) {
            return usual;
        }
        if (!field.isInt() || field.intValue() < 0 || field.intValue() > MOST) {
            throw RefusedException.bad(
                    name + ": " + start(field.toString()) + ", expected a whole number from 0 to " + MOST);
        }
        return field.intValue();
    }

    private static String start(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "..." : text;
    }
}
