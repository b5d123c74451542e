package dev.latido.testkit;

/** Starts a broker, says which process it is and where its files are, and waits to be killed. */
final class MosquittoInItsJvm {

    private MosquittoInItsJvm() {}

    public static void main(String[] arguments) throws Exception {
        try (MosquittoBroker broker = MosquittoBroker.builder().start()) {
            System.out.println(ProcessHandle.current()
                    .children()
                    .filter(child -> child.info().command().orElse("").contains("mosquitto"))
                    .findFirst()
                    .orElseThrow()
                    .pid());
            System.out.println(TemporaryFiles.of("latido-mosquitto").iterator().next());
            System.in.read();
            broker.stop();
        }
    }
}
