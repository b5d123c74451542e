package dev.latido.examples;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Prints the version for {@code --version}, from a file that the build writes. */
public final class Version implements IVersionProvider {

    /** Called by picocli. */
    public Version() {}

    @Override
    public String[] getVersion() throws IOException {
        try (InputStream stream = Version.class.getResourceAsStream("version.properties")) {
            if (stream == null) {
                throw new IOException("version.properties is not on the class path");
            }
            Properties properties = new Properties();
            properties.load(stream);
            return new String[] {"Latido " + properties.getProperty("version")};
        }
    }
}
