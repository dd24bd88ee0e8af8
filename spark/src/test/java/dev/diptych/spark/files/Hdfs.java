package dev.diptych.spark.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.jspecify.annotations.Nullable;

/** A name node and a data node of HDFS in this process, begun with the first test that asks for a folder of it, and ended with it. */
public final class Hdfs {
    private static final AtomicInteger FOLDERS = new AtomicInteger();

    private static @Nullable MiniDFSCluster cluster;

    private Hdfs() {}

    /** Returns the URL of a folder that is not there yet, and that no other caller gets. */
    public static synchronized String folder() throws IOException {
        MiniDFSCluster running = cluster;
        if (running == null) {
            running = start();
            cluster = running;
        }
        return running.getURI() + "/folder" + FOLDERS.incrementAndGet();
    }

    private static MiniDFSCluster start() throws IOException {
        Configuration configuration = new Configuration();
        configuration.set(
                MiniDFSCluster.HDFS_MINIDFS_BASEDIR,
                Files.createTempDirectory(Path.of("target").toAbsolutePath(), "hdfs") // tests run in several processes
                        .toString());
        configuration.setInt("dfs.replication", 1);
        configuration.setInt("dfs.namenode.fs-limits.min-block-size", 1 << 10);
        MiniDFSCluster started = new MiniDFSCluster.Builder(configuration).build();
        started.waitActive();
        return started;
    }
}
