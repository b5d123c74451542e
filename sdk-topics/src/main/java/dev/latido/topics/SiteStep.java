package dev.latido.topics;

import java.util.Objects;

/**
 * Chooses the site: the first level below the channel. Immutable and thread-safe: keep it and use it as often as you
 * like. A misspelled name is reported by the method that ends the chain, together with all others.
 *
 * <pre>{@code
 * SiteStep<Topic, TopicFilter> presence = acme.presence();
 * Topic gateway = presence.site("planta-1").area("norte").device("gw-a72f");
 * // acme/v1/state/planta-1/norte/gw-a72f/presence
 * }</pre>
 *
 * @param <D> what follows one device: a step, or the topic if nothing is left to choose
 * @param <F> what follows devices behind a wildcard: a step, or the filter if nothing is left to choose
 */
public final class SiteStep<D, F> {

    private final TopicPath path;
    private final Ending<D, F> ending;

    SiteStep(TopicPath path, Ending<D, F> ending) {
        this.path = path;
        this.ending = ending;
    }

    /**
     * Goes on with one site.
     *
     * @param site the name of the site, a legal level by {@link TopicName}
     * @return the choice of the area
     */
    public AreaStep<D, F> site(String site) {
        Objects.requireNonNull(site, "site must not be null");
        return new AreaStep<>(path.name(site), ending);
    }

    /**
     * Goes on with every site: {@code +}.
     *
     * @return the choice of the area, for a filter
     */
    public AreaFilterStep<F> anySite() {
        return new AreaFilterStep<>(path.fixed("+"), ending);
    }

    /**
     * Ends here and takes all below: {@code #}, or for presence the presence topic of every device below.
     *
     * @return the filter
     * @throws InvalidTopicException with all violations of the names chosen, if there is any
     */
    public TopicFilter everything() {
        return ending.everything().apply(path);
    }
}
