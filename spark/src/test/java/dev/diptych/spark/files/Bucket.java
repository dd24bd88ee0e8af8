package dev.diptych.spark.files;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;

/** An object store over folders of the system: nothing is appended to, and what is moved is copied. */
public final class Bucket extends RawLocalFileSystem {
    private static final URI ROOT = URI.create("bucket://store");

    /** The name of the scheme, which Hadoop's setting says the class of. */
    public static final String SETTING = "fs.bucket.impl";

    /** Returns the URL of a folder of the system. */
    public static String of(java.nio.file.Path folder) {
        return ROOT + folder.toAbsolutePath().toString();
    }

    @Override
    public String getScheme() {
        return ROOT.getScheme();
    }

    @Override
    public URI getUri() {
        return ROOT;
    }

    @Override
    public void initialize(URI uri, Configuration configuration) throws IOException {
        super.initialize(uri, configuration);
        setConf(configuration);
    }

    @Override
    public FSDataOutputStream append(Path file, int buffer, Progressable progress) {
        throw new UnsupportedOperationException("append to " + file);
    }

    @Override
    public boolean truncate(Path file, long length) {
        throw new UnsupportedOperationException("truncate " + file);
    }

    @Override
    public boolean rename(Path from, Path to) throws IOException {
        if (Files.exists(pathToFile(to).toPath())) {
            return false;
        }
        return FileUtil.copy(this, from, this, to, true, getConf());
    }
}
