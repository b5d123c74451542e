package dev.latido.core.internal.tls;

import dev.latido.core.PemException;
import java.math.BigInteger;
import java.nio.file.Path;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * What a file asks for before its password can be tried. With scrypt (RFC 7914) that is memory, as much as the file says:
 * a damaged one must not take the whole heap.
 */
final class KeyDerivation {

    /** What the strongest usual parameters need, N = 2<sup>17</sup> and r = 8. */
    static final long MOST_MEMORY = 128L << 20;

    private KeyDerivation() {}

    /**
     * Refuses a file that asks for too much. What is not well-formed is left to those who decrypt it.
     *
     * @throws PemException if it does
     */
    static void check(Path file, AlgorithmIdentifier encryption) {
        if (memory(encryption).compareTo(BigInteger.valueOf(MOST_MEMORY)) > 0) {
            throw new PemException(
                    file,
                    "asks for more memory to try its password (scrypt) than the " + (MOST_MEMORY >> 20)
                            + " MiB that are given; export it again with openssl's defaults",
                    null);
        }
    }

    private static BigInteger memory(AlgorithmIdentifier encryption) {
        if (!PKCSObjectIdentifiers.id_PBES2.equals(encryption.getAlgorithm())) {
            return BigInteger.ZERO;
        }
        try {
            KeyDerivationFunc derivation =
                    PBES2Parameters.getInstance(encryption.getParameters()).getKeyDerivationFunc();
            if (!MiscObjectIdentifiers.id_scrypt.equals(derivation.getAlgorithm())) {
                return BigInteger.ZERO;
            }
            ScryptParams scrypt = ScryptParams.getInstance(derivation.getParameters());
            BigInteger lanes = scrypt.getCostParameter().max(scrypt.getParallelizationParameter());
            return lanes.multiply(scrypt.getBlockSize()).multiply(BigInteger.valueOf(128));
        } catch (RuntimeException e) {
            return BigInteger.ZERO;
        }
    }
}
