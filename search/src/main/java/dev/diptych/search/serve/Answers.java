package dev.diptych.search.serve;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.diptych.search.Hit;
import java.io.IOException;
import java.util.List;

/** What is answered to each request of the interface. */
final class Answers {
    private static final int DEEPEST = 16;

    private final SearchBackend backend;
    private final ObjectReader reader;

    Answers(SearchBackend backend, int maxBodyBytes) {
        this.backend = backend;
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEEPEST)
                        .maxStringLength(maxBodyBytes)
                        .build())
                .build();
        this.reader = new ObjectMapper(factory).reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    /** The neighbours of a text, an image, a vector or a row: a list of what clip-retrieval's back end answers. */
    Reply knn(byte[] body) {
        KnnRequest request = KnnRequest.of(read(body), backend.dimensions(), backend.rows());
        List<Hit> found = found(query(request), request);
        List<Hit> kept = request.deduplicate() ? Alike.distinct(found, backend::vector) : found;
        return Reply.json(json -> {
            json.writeStartArray();
            for (int i = 0; i < kept.size(); i++) {
                HitJson.write(json, kept.get(i), i < request.described());
            }
            json.writeEndArray();
        });
    }

    /** Those like a row are others. */
    private List<Hit> found(float[] query, KnnRequest request) {
        Integer own = request.own();
        if (request.found() == 0) {
            return List.of();
        }
        return own == null
                ? backend.nearest(query, request.found())
                : backend.nearest(query, request.found() + 1).stream()
                        .filter(hit -> hit.row() != own)
                        .limit(request.found())
                        .toList();
    }

    /** The vector of a text or an image. */
    Reply embed(byte[] body) {
        float[] vector = query(KnnRequest.of(read(body), backend.dimensions(), backend.rows()));
        return Reply.json(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("embedding");
            for (float value : vector) {
                json.writeNumber(value);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /** The one index that there is. */
    Reply indices() {
        return Reply.json(json -> {
            json.writeStartArray();
            json.writeString(backend.name());
            json.writeEndArray();
        });
    }

    private float[] query(KnnRequest request) {
        if (request.text() != null) {
            return backend.text(request.text());
        }
        if (request.image() != null) {
            return backend.image(request.image());
        }
        if (request.vector() != null) {
            return request.vector();
        }
        Integer row = request.row();
        if (row == null) {
            throw new IllegalStateException("search: an empty request, expected one that was checked");
        }
        return backend.vector(row);
    }

    private JsonNode read(byte[] body) {
        try {
            return reader.readTree(body);
        } catch (JsonProcessingException e) {
            throw RefusedException.bad("the body: no JSON that can be read, expected an object");
        } catch (IOException e) {
            throw RefusedException.bad("the body: cut short, expected a JSON object");
        }
    }
}
