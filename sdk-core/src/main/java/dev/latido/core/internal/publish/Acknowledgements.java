package dev.latido.core.internal.publish;

import dev.latido.core.Acknowledgement;
import dev.latido.core.Qos;
import dev.latido.core.internal.session.ReasonCodes;

/** Creates acknowledgements; nearly all messages share one. */
final class Acknowledgements {

    private static final Acknowledgement SUCCESS = new Acknowledgement(ReasonCodes.SUCCESS);

    private static final Acknowledgement WITHOUT_SUBSCRIBERS = new Acknowledgement(ReasonCodes.NO_MATCHING_SUBSCRIBERS);

    private Acknowledgements() {}

    static Acknowledgement of(int reasonCode, Qos qos) {
        if (qos == Qos.AT_LEAST_ONCE && reasonCode == ReasonCodes.SUCCESS) {
            return SUCCESS;
        }
        if (qos == Qos.AT_LEAST_ONCE && reasonCode == ReasonCodes.NO_MATCHING_SUBSCRIBERS) {
            return WITHOUT_SUBSCRIBERS;
        }
        return new Acknowledgement(reasonCode, qos);
    }
}
