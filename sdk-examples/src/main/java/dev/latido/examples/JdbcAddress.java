package dev.latido.examples;

import java.util.regex.Pattern;

/** A JDBC URL, which may contain a password; its text omits the parameters and the user. */
public record JdbcAddress(String url) {

    private static final String H2 = "jdbc:h2:";
    private static final Pattern PARAMETERS = Pattern.compile("[?;].*");
    private static final Pattern USER = Pattern.compile("//[^/]*@");

    /** Returns the URL for connections, with which H2 writes no trace file next to the database. */
    public String quiet() {
        return url.startsWith(H2) && !url.contains("TRACE_LEVEL_FILE") ? url + ";TRACE_LEVEL_FILE=0" : url;
    }

    /** Removes secrets from a text in which the driver may repeat the URL. */
    public String redacted(String text) {
        String shown = text.replace(quiet(), toString()).replace(url, toString());
        return shown.replaceAll("(?i)(passw[^=\\s]*|pwd|secret|token)=[^&;\\s]*", "$1=…");
    }

    @Override
    public String toString() {
        return USER.matcher(PARAMETERS.matcher(url).replaceFirst("")).replaceFirst("//");
    }
}
