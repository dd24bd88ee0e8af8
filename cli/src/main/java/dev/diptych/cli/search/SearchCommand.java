package dev.diptych.cli.search;

import dev.diptych.cli.option.ThreadsOption;
import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.cli.session.UsageException;
import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageDecoder;
import dev.diptych.search.Hit;
import dev.diptych.search.Search;
import dev.diptych.search.SearchOptions;
import dev.diptych.search.SearchQuery;
import dev.diptych.search.index.Method;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code diptych search}: images that words or images find. */
@Command(
        name = "search",
        description = "Find images by words, by images, or by both.",
        footer = {
            "",
            "Each --text is a search of its own, and each --image where there is no --text; with both, the images are"
                    + " added to every text. What --minus names is taken away from every search. The score is the"
                    + " cosine of the angle between the vectors.",
            "",
            "Examples:",
            "  diptych search pictures.index --text \"a red bird\"",
            "  diptych search pictures.index --image bird.jpg --text \"at night\" --minus \"snow\" --k 5 --json"
        },
        customSynopsis = "diptych search INDEX [--text TEXT]... [--image FILE]... [OPTION]...",
        sortOptions = false)
public final class SearchCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "INDEX", description = "The folder that diptych index wrote.")
    private Path index = Path.of("");

    @Option(names = "--text", paramLabel = "TEXT", description = "What the images show.")
    private List<String> texts = List.of();

    @Option(names = "--image", paramLabel = "FILE", description = "An image that they are like.")
    private List<Path> images = List.of();

    @Option(names = "--minus", paramLabel = "TEXT", description = "What they are not to show.")
    private List<String> minus = List.of();

    @Option(names = "--k", paramLabel = "K", description = "How many to find (default: ${DEFAULT-VALUE}).")
    private int most = 20;

    @Option(
            names = "--filter",
            paramLabel = "FIELD=VALUE",
            description = "Only images whose metadata says so; of several all must.")
    private Map<String, String> filters = new LinkedHashMap<>();

    @Option(names = "--json", description = "Print a JSON object a line for each image found.")
    private boolean json;

    @Option(
            names = "--model",
            paramLabel = "RUN|DIR",
            description = "The model that made the index, where the index has no copy of it.")
    private @Nullable Path model;

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            description = "auto, exact, or hnsw for the graph of neighbours where the index has one (default: auto).")
    private Method method = Method.AUTO;

    @Option(
            names = "--ef",
            paramLabel = "N",
            description = "Candidates in the graph: more find more of the best (default: ${DEFAULT-VALUE}).")
    private int ef = SearchOptions.DEFAULT_EF;

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    public SearchCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        if (most < 1) {
            throw new UsageException("--k: " + most + ", expected at least 1");
        }
        if (texts.isEmpty() && images.isEmpty()) {
            throw new UsageException("diptych search: neither --text nor --image, expected at least one of them");
        }
        Map<String, SearchQuery> queries = queries();
        SearchOptions options =
                SearchOptions.ofAllCores().on(threads.count(session)).by(method, ef);
        options = model == null ? options : options.withModel(model);
        try (Search search = Search.open(index, options)) {
            List<List<Hit>> found = search.find(List.copyOf(queries.values()), most);
            HitLines lines = new HitLines(session, json);
            int i = 0;
            for (String name : queries.keySet()) {
                lines.print(name, found.get(i++), queries.size() > 1);
            }
        }
        return ExitCode.DONE;
    }

    /** By their names in the output. */
    private Map<String, SearchQuery> queries() throws IOException {
        Map<String, RgbImage> pictures = new LinkedHashMap<>();
        for (Path image : images) {
            pictures.put(
                    image.toString(),
                    new ImageDecoder()
                            .decode(Files.readAllBytes(image), image.toString())
                            .image());
        }
        Map<String, SearchQuery> queries = new LinkedHashMap<>();
        if (texts.isEmpty()) {
            pictures.forEach((name, picture) -> queries.put(name, SearchQuery.image(picture)));
        }
        for (String text : texts) {
            SearchQuery query = SearchQuery.text(text);
            for (RgbImage picture : pictures.values()) {
                query = query.plusImage(picture);
            }
            queries.put(text, query);
        }
        queries.replaceAll((name, query) -> {
            SearchQuery whole = query;
            for (String text : minus) {
                whole = whole.minusText(text);
            }
            for (Map.Entry<String, String> filter : filters.entrySet()) {
                whole = whole.where(filter.getKey(), filter.getValue());
            }
            return whole;
        });
        return queries;
    }
}
