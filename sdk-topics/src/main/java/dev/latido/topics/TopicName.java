package dev.latido.topics;

import dev.latido.topics.internal.Quoted;
import dev.latido.topics.internal.Slug;
import dev.latido.topics.internal.Spelling;
import java.util.Objects;

/**
 * The spelling of one level of a topic: checks whether a name is legal, and turns any text into a legal name.
 *
 * <p>A legal name has one or more letters {@code a-z} and digits {@code 0-9}; a single {@code -} or {@code _} may join
 * two of them. So {@code planta-1}, {@code ruido_db} and {@code 3} are legal, and {@code Planta-1},
 * {@code -a}, {@code a--b}, {@code a.b} and the empty text are not. These are naming rules 2 to 4 together
 * ({@link NamingRule#LOWERCASE_WITHOUT_ACCENTS}, {@link NamingRule#NO_SPACES_OR_SIGNS},
 * {@link NamingRule#NO_WILDCARDS_IN_NAMES}). The dot is not allowed, because brokers that also speak AMQP swap
 * {@code .} and {@code /} when they translate a topic.
 *
 * <p>Stateless and thread-safe.
 *
 * <pre>{@code
 * boolean legal = TopicName.isLegal("Edificio Á 3/Norte"); // false
 * String name = TopicName.slug("Edificio Á 3/Norte"); // edificio-a-3-norte
 * }</pre>
 */
public final class TopicName {

    private TopicName() {}

    /**
     * Returns whether a text is a legal level. Never throws, whatever the text is, and does not allocate.
     *
     * @param name the text of one level
     * @return true if rules 2 to 4 hold for it
     */
    public static boolean isLegal(String name) {
        Objects.requireNonNull(name, "name must not be null");
        boolean afterLetter = false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
                afterLetter = true;
            } else if (Spelling.isJoiner(c) && afterLetter) {
                afterLetter = false;
            } else {
                return false;
            }
        }
        return afterLetter;
    }

    /**
     * Writes any text as a legal level: {@code "Edificio Á 3/Norte"} becomes {@code edificio-a-3-norte}.
     *
     * <p>Letters lose their case and accents, every run of other characters becomes one {@code -}, and a letter that
     * has no Latin spelling becomes {@code u} and its code point in hexadecimal. A legal name is returned unchanged.
     * Different texts may give the same name ({@code "a b"} and {@code "a/b"}): where names identify devices, check
     * that they stay unique.
     *
     * @param text any text
     * @return a name for which {@link #isLegal} holds
     * @throws IllegalArgumentException if the text has neither a letter nor a digit
     */
    public static String slug(String text) {
        Objects.requireNonNull(text, "text must not be null");
        String slug = Slug.of(text);
        if (slug.isEmpty()) {
            throw new IllegalArgumentException(
                    "text " + Quoted.of(text) + " has neither a letter nor a digit; choose a name");
        }
        return slug;
    }
}
