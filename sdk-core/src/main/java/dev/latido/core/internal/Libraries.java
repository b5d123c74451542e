package dev.latido.core.internal;

import dev.latido.core.IncompatibleLibraryException;
import java.security.CodeSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Words the errors of class loaders, which name a class and never the library whose version does not fit. */
public final class Libraries {

    /** The version of jackson-annotations for the Jackson of this release, as in the BOM. */
    static final String JACKSON_ANNOTATIONS = "2.23";

    /** Classes that only some connections need, and their libraries. */
    private static final Map<String, String> OPTIONAL = Map.of(
            "io.netty.handler.codec.http.websocketx.WebSocketVersion",
            "io.netty:netty-codec-http",
            "io.netty.handler.proxy.ProxyHandler",
            "io.netty:netty-handler-proxy",
            "io.netty.handler.ssl.SslHandler",
            "io.netty:netty-handler");

    /** Packages and their libraries, where the names differ. */
    private static final Map<String, String> LIBRARIES = Map.of(
            "io.netty.",
            "io.netty:netty-bom",
            "io.reactivex.",
            "io.reactivex.rxjava2:rxjava",
            "org.reactivestreams.",
            "org.reactivestreams:reactive-streams",
            "dagger.",
            "com.google.dagger:dagger",
            "org.jctools.",
            "org.jctools:jctools-core",
            "com.hivemq.",
            "com.hivemq:hivemq-mqtt-client",
            "org.bouncycastle.",
            "org.bouncycastle:bcpkix-jdk18on",
            "org.slf4j.",
            "org.slf4j:slf4j-api");

    private static final String ANNOTATION = "com.fasterxml.jackson.annotation.JsonProperty";

    private Libraries() {}

    /** Tries Jackson once, when it is first needed. The failure is kept as the cause of all that follow from it. */
    @SuppressWarnings("StaticAssignmentOfThrowable")
    private static final class Jackson {

        static final @Nullable LinkageError FAILURE = failure();

        /** A value whose fields Jackson looks at with all annotations that it knows. */
        record Sample(int v) {}

        private static @Nullable LinkageError failure() {
            try {
                JsonMapper mapper = JsonMapper.shared();
                mapper.readValue(mapper.writeValueAsBytes(new Sample(1)), Sample.class);
                return null;
            } catch (JacksonException e) {
                // Not about versions; a native image, for example, may not let Jackson see the sample.
                return null;
            } catch (LinkageError e) {
                return e;
            }
        }
    }

    /**
     * Checks that Jackson and its annotations fit together. Some versions would fail only when a value is written.
     *
     * @throws IncompatibleLibraryException if they do not
     */
    public static void requireJackson() {
        LinkageError failure = Jackson.FAILURE;
        if (failure != null) {
            throw jackson(failure);
        }
    }

    private static IncompatibleLibraryException jackson(LinkageError failure) {
        return new IncompatibleLibraryException(
                "Jackson cannot be used: it finds " + found() + ", which lacks " + firstLine(failure)
                        + "; add <dependency><groupId>com.fasterxml.jackson.core</groupId>"
                        + "<artifactId>jackson-annotations</artifactId><version>" + JACKSON_ANNOTATIONS
                        + "</version></dependency> to the dependencyManagement of your pom, or import"
                        + " dev.latido:latido-sdk-bom there before all other BOMs",
                failure);
    }

    private static String found() {
        try {
            Class<?> annotation = Class.forName(ANNOTATION, false, Libraries.class.getClassLoader());
            String version = annotation.getPackage().getImplementationVersion();
            CodeSource source = annotation.getProtectionDomain().getCodeSource();
            return "jackson-annotations " + (version != null ? version : "of an unknown version")
                    + (source == null ? "" : " from " + source.getLocation());
        } catch (ClassNotFoundException | LinkageError e) {
            return "no jackson-annotations on the class path";
        }
    }

    /**
     * Returns the words for an error of a class loader in the chain of causes, with the class that is missing or does not
     * fit, and what to do; null if there is none.
     */
    static @Nullable String inWords(Throwable failure) {
        LinkageError error = Failures.find(failure, LinkageError.class);
        if (error == null) {
            return null;
        }
        String what = firstLine(error);
        return "a library is missing on the class path or has another version than Latido needs ("
                + error.getClass().getSimpleName() + ": " + what + "): compare the version of " + library(what)
                + " in the output of mvn dependency:tree with the one that latido-sdk-core asks for, and manage it in your"
                + " pom";
    }

    private static String library(String what) {
        return LIBRARIES.entrySet().stream()
                .filter(library -> what.contains(library.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("this class's library");
    }

    /** Returns why the MQTT client could not set up a network connection, for which it reports no failure. */
    public static IncompatibleLibraryException withoutHandlers() {
        for (Map.Entry<String, String> needed : OPTIONAL.entrySet()) {
            try {
                Class.forName(needed.getKey(), false, Libraries.class.getClassLoader());
            } catch (ClassNotFoundException | LinkageError e) {
                return new IncompatibleLibraryException(
                        "the connection cannot be set up, because " + needed.getKey()
                                + " is missing on the class path: add " + needed.getValue()
                                + ", which latido-sdk-core brings unless it is excluded",
                        e);
            }
        }
        return new IncompatibleLibraryException(
                "the connection cannot be set up, most likely because the versions of Netty's libraries differ; the"
                        + " warning of io.netty.channel.DefaultChannelPipeline names the class: import io.netty:netty-bom"
                        + " in your pom",
                null);
    }

    /** Returns what could not be found; the message of a verification goes on for many lines. */
    private static String firstLine(LinkageError error) {
        Throwable first = error;
        while (first.getCause() instanceof LinkageError || first.getCause() instanceof ClassNotFoundException) {
            first = first.getCause();
        }
        String message = first.getMessage();
        return message == null
                ? first.getClass().getSimpleName()
                : message.lines().findFirst().orElse("").replace('/', '.');
    }
}
