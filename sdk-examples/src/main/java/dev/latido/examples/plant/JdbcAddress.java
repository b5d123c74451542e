package dev.latido.examples.plant;

import java.util.regex.Pattern;

/** A JDBC URL, which may hold a password: shown only as far as its parameters. */
record JdbcAddress(String url) {

    private static final String H2 = "jdbc:h2:";
    private static final Pattern PARAMETERS = Pattern.compile("[?;].*");
    private static final Pattern USER = Pattern.compile("//[^/]*@");

    /** The URL to connect with: H2 writes no trace file beside the database. */
    String quiet() {
        return url.startsWith(H2) && !url.contains("TRACE_LEVEL_FILE") ? url + ";TRACE_LEVEL_FILE=0" : url;
    }

    /** A text in which the driver may have repeated the URL. */
    String redacted(String text) {
        String shown = text.replace(quiet(), toString()).replace(url, toString());
        return shown.replaceAll("(?i)(passw[^=\\s]*|pwd|secret|token)=[^&;\\s]*", "$1=…");
    }

    @Override
    public String toString() {
        return USER.matcher(PARAMETERS.matcher(url).replaceFirst("")).replaceFirst("//");
    }
}
