package dev.diptych.cli.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.opentest4j.TestAbortedException;

/*
 * A host is a network namespace, and a name of its own, which is all that MPI tells hosts by; a launch agent in ssh's place starts on the second
 * what the first asks for.
 */
/** Two hosts on this machine, with one wire between them. */
final class TwoHosts implements AutoCloseable {
    private static final String NETWORK = "10.77.4.";

    private final String first;
    private final String second;
    private final Path agent;

    private TwoHosts(String name, Path agent) {
        this.first = name + "a";
        this.second = name + "b";
        this.agent = agent;
    }

    /**
     * Makes them, or skips the test, with the reason.
     *
     * @param folder receives the launch agent
     */
    static TwoHosts make(Path folder) throws IOException, InterruptedException {
        TwoHosts hosts = new TwoHosts("dp" + ProcessHandle.current().pid(), folder.resolve("agent.sh"));
        try {
            hosts.make();
            return hosts;
        } catch (TestAbortedException e) {
            hosts.close();
            throw e;
        }
    }

    private void make() throws IOException, InterruptedException {
        require("network namespaces", "ip", "netns", "add", first);
        require("network namespaces", "ip", "netns", "add", second);
        require("a pair of veth", "ip", "link", "add", first, "netns", first, "type", "veth", "peer", "name", second);
        require("a pair of veth", "ip", "link", "set", second, "netns", second);
        int number = 1;
        for (String host : List.of(first, second)) {
            require("an address", "ip", "-n", host, "addr", "add", NETWORK + number++ + "/24", "dev", host);
            require("an address", "ip", "-n", host, "link", "set", "lo", "up");
            require("an address", "ip", "-n", host, "link", "set", host, "up");
        }
        require("names of hosts", "ip", "netns", "exec", first, "unshare", "--uts", "hostname", first);
        Files.writeString(agent, """
                #!/bin/sh
                shift
                exec ip netns exec %s unshare --uts sh -c "hostname %s; $*"
                """.formatted(second, second));
        Files.setPosixFilePermissions(agent, PosixFilePermissions.fromString("rwx------"));
    }

    /** What the starter calls the second. */
    String second() {
        return NETWORK + 2;
    }

    /** What starts a command on the first. */
    List<String> onFirst() {
        return List.of(
                "ip",
                "netns",
                "exec",
                first,
                "unshare",
                "--uts",
                "sh",
                "-c",
                "hostname " + first + "; exec \"$0\" \"$@\"");
    }

    /** The options of Open MPI's starter for a rank on each, which talk by TCP. */
    List<String> oneRankEach() {
        String network = NETWORK + "0/24";
        return List.of(
                "-n",
                "2",
                "--host",
                NETWORK + "1," + second(),
                "--bind-to",
                "none",
                "--leave-session-attached",
                "--mca",
                "plm_rsh_agent",
                agent.toString(),
                "--mca",
                "pml",
                "ob1",
                "--mca",
                "btl",
                "tcp,self",
                "--mca",
                "btl_tcp_if_include",
                network,
                "--mca",
                "oob_tcp_if_include",
                network);
    }

    /** Makes both ends of the wire worse, or skips the test where the kernel cannot. */
    void shape(List<String> discipline) throws IOException, InterruptedException {
        for (String host : List.of(first, second)) {
            List<String> command = new ArrayList<>(
                    List.of("ip", "netns", "exec", host, "tc", "qdisc", "replace", "dev", host, "root"));
            command.addAll(discipline);
            require("a wire of " + String.join(" ", discipline), command.toArray(String[]::new));
        }
    }

    /** Ends what still runs there, and takes them away. */
    @Override
    public void close() throws IOException, InterruptedException {
        for (String host : List.of(first, second)) {
            for (String pid : ran("ip", "netns", "pids", host).said.split("\\s+")) {
                if (pid.matches("[0-9]+")) {
                    Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(pid));
                    process.ifPresent(ProcessHandle::destroyForcibly);
                }
            }
            ran("ip", "netns", "del", host); // and with it its end of the wire
        }
    }

    private static void require(String what, String... command) throws IOException, InterruptedException {
        Ran ran = ran(command);
        if (ran.code != 0) {
            throw new TestAbortedException(
                    what + ": not to be had here: " + String.join(" ", command) + ": " + ran.said.strip());
        }
    }

    private record Ran(int code, String said) {}

    private static Ran ran(String... command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean ended = process.waitFor(10, TimeUnit.SECONDS);
            return new Ran(ended ? process.exitValue() : -1, said);
        } catch (IOException e) {
            return new Ran(-1, String.valueOf(e.getMessage()));
        }
    }
}
