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
 * Checks how much memory a file's key derivation needs before its password can be tried. With scrypt (RFC 7914) the
 * file itself says how much, and a damaged file must not use up the heap.
 */
final class KeyDerivation {

    /** The need of the strongest usual parameters, N = 2<sup>17</sup> and r = 8. */
    static final long MOST_MEMORY = 128L << 20;

    private KeyDerivation() {}

    /**
     * Rejects a file that needs too much memory. Files that are not well-formed are left to the decryption.
     *
     * @throws PemException if it needs more than {@link #MOST_MEMORY}
     */
    static void check(Path file, AlgorithmIdentifier encryption) {
        if (memory(encryption).compareTo(BigInteger.valueOf(MOST_MEMORY)) > 0) {
            throw new PemException(
                    file,
                    "needs more memory for its key derivation (scrypt) than the limit of " + (MOST_MEMORY >> 20)
                            + " MiB; export it again with openssl's defaults",
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
