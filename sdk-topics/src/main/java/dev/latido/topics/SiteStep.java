package dev.latido.topics;

import java.util.Objects;

/**
 * Chooses the site: the first level below the channel. Immutable and thread-safe: keep it and reuse it. The method that ends the chain reports all misspelled names together.
 *
 * <pre>{@code
 * SiteStep<Topic, TopicFilter> presence = acme.presence();
 * Topic gateway = presence.site("planta-1").area("norte").device("gw-a72f");
 * // acme/v1/state/planta-1/norte/gw-a72f/presence
 * }</pre>
 *
 * @param <D> the result of choosing one device: a step, or the topic if the chain ends there
 * @param <F> the result of choosing devices with a wildcard: a step, or the filter if the chain ends there
 */
public final class SiteStep<D, F> {

    private final TopicPath path;
    private final Ending<D, F> ending;

    SiteStep(TopicPath path, Ending<D, F> ending) {
        this.path = path;
        this.ending = ending;
    }

    /**
     * Continues with one site.
     *
     * @param site the name of the site, a legal level by {@link TopicName}
     * @return the choice of the area
     */
    public AreaStep<D, F> site(String site) {
        Objects.requireNonNull(site, "site must not be null");
        return new AreaStep<>(path.name(site), ending);
    }

    /**
     * Continues with every site: {@code +}.
     *
     * @return the choice of the area, for a filter
     */
    public AreaFilterStep<F> anySite() {
        return new AreaFilterStep<>(path.fixed("+"), ending);
    }

    /**
     * Ends the chain with everything below: {@code #}, or for presence the presence topic of every device below.
     *
     * @return the filter
     * @throws InvalidTopicException with all violations of the chosen names, if there are any
     */
    public TopicFilter everything() {
        return ending.everything().apply(path);
    }
}
