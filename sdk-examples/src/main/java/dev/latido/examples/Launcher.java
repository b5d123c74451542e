package dev.latido.examples;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a command of this module for Maven, which starts it in its own process. It starts the command in a JVM with the
 * flags that it needs, at the user's terminal, and ends Maven with the exit code of the command. Otherwise Maven would turn
 * every code but 0 into a 1, and print [ERROR] lines on standard output after the result.
 */
public final class Launcher {

    private Launcher() {}

    /**
     * Runs a command and ends the JVM.
     *
     * @param arguments the command's main class, then its arguments
     * @throws Exception if the command cannot be started
     */
    public static void main(String[] arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String flag : System.getProperty("latido.jvm.flags", "").split(" ", -1)) {
            if (!flag.isBlank()) {
                command.add(flag);
            }
        }
        command.add("-classpath");
        command.add(classPath());
        command.addAll(List.of(arguments));
        System.exit(run(command));
    }

    private static int run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        return process.waitFor();
    }

    /** Returns the class path of the module, which Maven has put into a class loader. */
    private static String classPath() throws URISyntaxException {
        if (!(Launcher.class.getClassLoader() instanceof URLClassLoader loader)) {
            return System.getProperty("java.class.path");
        }
        List<String> entries = new ArrayList<>();
        for (URL entry : loader.getURLs()) {
            entries.add(Path.of(entry.toURI()).toString());
        }
        return String.join(File.pathSeparator, entries);
    }
}
