package dev.diptych.cli;

import dev.diptych.cli.session.Interruption;
import dev.diptych.cli.session.Session;
import dev.diptych.cli.session.Surroundings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** One run of the command in this process, and what it left. */
public record CommandRun(int code, String out, String err) {
    /** Runs the command with an empty environment. */
    public static CommandRun of(Object... arguments) {
        return with(Map.of(), arguments);
    }

    /** Runs the command. */
    public static CommandRun with(Map<String, String> environment, Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Session session = new Session(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                new Surroundings(environment, Path.of(".."), false, 80),
                new Interruption());
        String[] texts = List.of(arguments).stream().map(Object::toString).toArray(String[]::new);
        int code = Main.run(session, texts);
        return new CommandRun(code, out.toString(), err.toString());
    }

    /** The lines of standard error. */
    public List<String> errorLines() {
        return err.lines().toList();
    }
}
