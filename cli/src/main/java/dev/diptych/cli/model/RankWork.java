package dev.diptych.cli.model;

import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Failure;
import dev.diptych.cli.session.Session;
import dev.diptych.contrastive.ranks.Ranks;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** The command as one of several ranks: the first speaks, and one that fails ends all. */
public final class RankWork {
    /** How long the others wait with the same complaint for the first to make it. */
    private static final long PATIENCE = 1000; // milliseconds

    private RankWork() {}

    /** What each rank does. */
    public interface Work {
        void run(Session session) throws IOException, InterruptedException;
    }

    /** Runs it, and parts from the other ranks. */
    public static void run(Session session, Ranks ranks, Work work) throws InterruptedException {
        try {
            work.run(ranks.first() ? session : silent(session));
            ranks.close();
        } catch (IOException | RuntimeException | Error e) {
            if (!ranks.first()) {
                Thread.sleep(PATIENCE);
            }
            if (session.stacktrace()) {
                e.printStackTrace(session.err());
            }
            Failure failure = Failure.of(e);
            String where = "rank " + ranks.rank() + " on " + host() + ": ";
            failure.lines().forEach(line -> session.err().println(where + line));
            session.err().flush();
            ranks.abort(failure.exitCode() == ExitCode.DONE ? ExitCode.FAILED : failure.exitCode());
        }
    }

    /** This process' number among the ranks on its host, from 0. */
    static int place(Ranks ranks) {
        return ranks.alone() ? 0 : ranks.place(host());
    }

    /** How many ranks are on this process' host. */
    static int together(Ranks ranks) {
        return ranks.alone() ? 1 : ranks.together(host());
    }

    private static Session silent(Session session) {
        Session silent = new Session(
                new PrintWriter(PrintWriter.nullWriter()),
                new PrintWriter(PrintWriter.nullWriter()),
                session.surroundings(),
                session.interruption());
        silent.quiet(true);
        return silent;
    }

    /** The name that the kernel has: to look one up may fail where a host is not in the network's list. */
    private static String host() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            return System.getenv().getOrDefault("HOSTNAME", "this host");
        }
    }
}
