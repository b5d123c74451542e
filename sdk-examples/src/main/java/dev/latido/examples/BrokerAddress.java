package dev.latido.examples;

import java.net.URI;
import java.net.URISyntaxException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code --broker}. */
public final class BrokerAddress implements ITypeConverter<URI> {

    /** Called by picocli. */
    public BrokerAddress() {}

    @Override
    public URI convert(String value) {
        try {
            return new URI(value);
        } catch (URISyntaxException e) {
            throw new TypeConversionException("'" + value + "' is not an address such as mqtts://broker.example:8883");
        }
    }
}
