package dev.diptych.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: Diptych's version, from the jar, and what it runs on. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {
            "diptych " + (version == null ? "(not from a jar)" : version) + ", Java "
                    + System.getProperty("java.version") + ", " + System.getProperty("os.name") + " "
                    + System.getProperty("os.arch")
        };
    }
}
