package dev.diptych.search.serve;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * An answer.
 *
 * @param policy the content security policy; none of a page is needed
 */
record Reply(int status, String type, byte[] body, String policy) {
    static final int OK = 200;

    private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";
    private static final String JSON_TYPE = "application/json; charset=utf-8";
    private static final JsonFactory JSON = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                    .build())
            .getFactory();

    /** Writes an answer's JSON. */
    interface Contents {
        void writeTo(JsonGenerator json) throws IOException;
    }

    static Reply json(Contents contents) {
        return json(OK, contents);
    }

    private static Reply json(int status, Contents contents) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(body)) {
            contents.writeTo(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Reply(status, JSON_TYPE, body.toByteArray(), NOTHING);
    }

    /** A line that says what is wrong. */
    static Reply problem(int status, String message) {
        return json(status, json -> {
            json.writeStartObject();
            json.writeStringField("error", message);
            json.writeEndObject();
        });
    }

    static Reply text(String text) {
        return new Reply(OK, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8), NOTHING);
    }
}
