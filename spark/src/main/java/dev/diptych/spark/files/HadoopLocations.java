package dev.diptych.spark.files;

import dev.diptych.file.place.LocationException;
import dev.diptych.file.place.LocationProvider;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.security.AccessControlException;

/** URLs of what Hadoop reads and writes. A system is asked once whether it is there, since later it would seem to have no such file. */
public final class HadoopLocations implements LocationProvider {
    private static final Set<HadoopSystem> REACHED = ConcurrentHashMap.newKeySet();

    @Override
    public Path path(String url) {
        int colon = url.indexOf("://");
        int from = colon + "://".length();
        int slash = url.indexOf('/', from);
        String authority = url.substring(from, slash < 0 ? url.length() : slash);
        HadoopSystem system = new HadoopSystem(url.substring(0, colon).toLowerCase(Locale.ROOT), authority);
        HadoopPath path = system.getPath(slash < 0 ? "/" : url.substring(slash));
        if (!REACHED.contains(system)) {
            reach(url, system, path);
        }
        return path;
    }

    private static void reach(String url, HadoopSystem system, HadoopPath path) {
        try {
            FileSystem files = system.hadoop();
            files.getFileStatus(path.hadoop());
            REACHED.add(system);
        } catch (FileNotFoundException | AccessControlException e) {
            REACHED.add(system); // it is there, and will say the same of that path
        } catch (IOException | RuntimeException e) {
            throw refusal(url, e);
        }
    }

    private static LocationException refusal(String url, Exception e) {
        LocationException refusal =
                new LocationException(url, HadoopRefusal.reason(e) + ", expected a file system that Hadoop can reach");
        refusal.initCause(e);
        return refusal;
    }
}
